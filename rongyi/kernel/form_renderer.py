"""Selects written directly: Django's templates for them include two others for each option.

A list of the stations of a county has hundreds of options, so this is a third of the time of a page with filters.
"""

from collections.abc import Iterator

from django.forms import Select
from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


class QuickSelects(DjangoTemplates):
    """Django's own renderer, and the same HTML of a select without its templates."""

    def render(self, template_name, context, request=None):
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict) -> SafeString:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for label, options, _index in widget["optgroups"]:
        if label:
            parts.append(f'\n  <optgroup label="{conditional_escape(label)}">')
        parts += [
            f'\n  <option value="{conditional_escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>\n"
            for option in options
        ]
        if label:
            parts.append("\n  </optgroup>")
    return mark_safe("".join([*parts, "\n</select>"]))  # noqa: S308  every part is escaped above


def _attributes(attrs: dict) -> str:
    return "".join(_written(attrs))


def _written(attrs: dict) -> Iterator[str]:
    for name, value in attrs.items():
        if value is True:
            yield f" {conditional_escape(name)}"
        elif value is not False:
            yield f' {conditional_escape(name)}="{conditional_escape(str(value))}"'
