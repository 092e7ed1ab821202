"""The papers of a case: asked for by the definition, shown or handed in, found fit or lacking."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.casework.eligibility import Answer, answer
from rongyi.casework.enums import MaterialState
from rongyi.casework.models import Case, CaseMaterial
from rongyi.casework.permissions import ACT_ON_CASE
from rongyi.casework.picture_rules import rule_of
from rongyi.casework.procedures import Material, Procedure, store
from rongyi.casework.profile_queries import conditions_of, profile_of
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import NotFound, Refused
from rongyi.kernel.files.portraits import check_portrait
from rongyi.kernel.files.store import Received, keep
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person

OWNER = "casework.casematerial"
HOLDS = (MaterialState.GIVEN, MaterialState.ACCEPTED, MaterialState.WAIVED)


def wanted(procedure: Procedure, applicant: str, person: Person | None) -> list[Material]:
    """Those that concern this case. A condition that the file cannot answer asks for the paper."""
    profile = profile_of(person, conditions_of(procedure)) if person and procedure.materials else None
    return [
        material
        for material in procedure.materials
        if (not material.only_for or applicant in material.only_for)
        and (material.when is None or profile is None or answer(material.when, profile) != Answer.NO)
    ]


def lacking(case: Case, procedure: Procedure) -> list[CaseMaterial]:
    """Required papers that are not there yet or were found wrong."""
    rows = CaseMaterial.objects.filter(county=case.county, case=case).exclude(state__in=HOLDS)
    required = {material.key for material in procedure.materials if material.required}
    return [row for row in rows if row.key in required or row.state == MaterialState.LACKING]


@command(ACT_ON_CASE, on="case", act="casework.material")
def check_material(
    *, actor: Actor, case: Case, key: str, state: str, note: str = "", dated_on: date | None = None
) -> CaseMaterial:  # fmt: skip
    """A clerk looked at the original or at the upload: fit, lacking, or not needed (with a word why)."""
    if state not in (MaterialState.ACCEPTED, MaterialState.LACKING, MaterialState.WAIVED):
        raise Refused(_("请选择合格、需补正或免提交。"), field="state", code="invalid")
    if state != MaterialState.ACCEPTED and not note.strip():
        raise Refused(_("请写明缺什么,或为什么免提交。"), field="note", code="required")
    row, material = _row(case, key)
    if state == MaterialState.ACCEPTED:
        refuse_old(material, dated_on)
    row.state, row.dated_on, row.checked_name = state, dated_on or row.dated_on, actor.name[:50]
    row.was_shown = row.was_shown or (state == MaterialState.ACCEPTED and row.file_id is None)
    row.given_on = row.given_on or (clock.today() if state == MaterialState.ACCEPTED else None)
    row.note = note.strip()[:300]
    row.save()
    audit.note(material=key, state=state)
    return row


@command(ACT_ON_CASE, on="case", act="casework.material")
def attach_material(
    *, actor: Actor, case: Case, key: str, received: Received, dated_on: date | None = None
) -> CaseMaterial:  # fmt: skip
    """A scan or picture taken at the counter."""
    return put(case, key, received, actor.user_id, dated_on)


def put(case: Case, key: str, received: Received, user_id: UUID | None, dated_on: date | None = None) -> CaseMaterial:
    """Keeps the file with the case; a newer one takes its place and the older stays in the store with the case."""
    row, material = _row(case, key)
    refuse_old(material, dated_on)
    refuse_unfit(material, received)
    stored = keep(
        received, county=case.county, region_code=case.region_code, owner_kind=OWNER, owner_id=row.pk, actor_id=user_id
    )
    row.file_id, row.state, row.given_on, row.dated_on = stored.pk, MaterialState.GIVEN, clock.today(), dated_on
    row.note = ""
    row.save()
    audit.note(material=key)
    return row


def refuse_unfit(material: Material, received: Received) -> None:
    """A portrait is what the definition asks for, whichever way it came; every fault is told with its mend."""
    if material.picture is None:
        return
    faults = check_portrait(received.data, rule_of(material.picture))
    if faults:
        raise Refused("\n".join(str(fault) for fault in faults), field="file", code=faults[0].code)


def refuse_old(material: Material, dated_on: date | None) -> None:
    days = material.within_days or (material.picture.within_days if material.picture else None)
    if days is None or dated_on is None:
        return
    if dated_on > clock.today():
        raise Refused(_("材料的日期在将来,请检查。"), field="dated_on", code="future")
    if dated_on < clock.today() - timedelta(days=days):
        raise Refused(
            _("“%(title)s”要在%(days)d天以内,这份是%(day)s的,请换一份新的。")
            % {"title": material.title, "days": days, "day": dated_on.isoformat()},
            field="dated_on", code="too_old",
        )  # fmt: skip


def _row(case: Case, key: str) -> tuple[CaseMaterial, Material]:
    row = CaseMaterial.objects.filter(county=case.county, case=case, key=key).first()
    material = store.at_version(case.procedure, case.definition_version).material(key)
    if row is None or material is None:
        raise NotFound()
    return row, material
