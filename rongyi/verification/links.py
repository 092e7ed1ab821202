"""What does not agree in a file, on the person's page."""

from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.registry.presence import is_empty, watch
from rongyi.verification.models import Finding
from rongyi.verification.permissions import VIEW_FINDINGS
from rongyi.verification.queries import findings_of


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_FINDINGS) or is_empty(person, Finding):
        return []
    return [
        Link(line.title, address_of("verification:list"), "warn", line.advice, True) for line in findings_of(person)
    ]


watch(Finding, "person")
register_links(links, order=10)
