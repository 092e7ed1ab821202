"""How a station's workbooks are laid out, as somebody there has said once."""

import hashlib

from rongyi.kernel import clock
from rongyi.organisation.access import Actor
from rongyi.registry.imports.targets import plain
from rongyi.registry.models import ImportJob, ImportTemplate


def headings_digest(labels: list[str]) -> str:
    """The same for the same headings in whatever order and spacing."""
    return hashlib.sha256("\n".join(sorted({plain(label) for label in labels})).encode()).hexdigest()


def template_for(job: ImportJob, labels: list[str]) -> dict[str, str] | None:
    """{plain heading: field} of the station's own template for these headings."""
    mine = ImportTemplate.objects.filter(
        county=job.county, region_code=job.region_code, headings=headings_digest(labels)
    )
    found = mine.first()
    return found.columns if found else None


def save_template(actor: Actor, job: ImportJob, labels: list[str], keys: dict[str, str]) -> None:
    ImportTemplate.objects.update_or_create(
        county=job.county, region_code=job.region_code, headings=headings_digest(labels),
        defaults={
            "columns": {plain(label): keys.get(label, "") for label in labels}, "saved_at": clock.now(),
            "actor_id": actor.user_id,
        },
    )  # fmt: skip
