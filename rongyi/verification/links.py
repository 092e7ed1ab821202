"""What does not agree in a file, on the person's page."""

from django.urls import reverse

from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.verification.permissions import VIEW_FINDINGS
from rongyi.verification.queries import findings_of


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_FINDINGS):
        return []
    return [Link(line.title, reverse("verification:list"), "warn", line.advice, True) for line in findings_of(person)]


register_links(links, order=10)
