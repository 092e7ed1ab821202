"""Codes of the filing rules in words."""

from django import template

register = template.Library()


@register.filter
def word(policy, code: str) -> str:
    """What a code of a retention, a category or a subject means."""
    return policy.word(code)
