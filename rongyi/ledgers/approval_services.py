"""Many people leave the house in one file only when a second person lets it go; the file is kept for days and then goes.

Asked, decided, made, fetched and over: each step is an act on record. The file is made with the rights that the asker
has at that moment.
"""

import tempfile
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from rongyi.accounts.models import User
from rongyi.kernel import audit, clock
from rongyi.kernel.county import all_counties, county_of
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.files.store import Received, delete_file, keep
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.limits import limits
from rongyi.kernel.sweeps import sweep
from rongyi.ledgers.exports import (
    CONTENT_TYPES,
    check_format,
    file_name,
    most_without_approval,
    new_number,
    write_ledger,
)
from rongyi.ledgers.models import Export
from rongyi.ledgers.permissions import APPROVE_EXPORT, EXPORT_LEDGER
from rongyi.ledgers.queries import ledger, ledger_totals, people_in
from rongyi.organisation.access import Actor, actor_of, system_actor
from rongyi.organisation.commands import command
from rongyi.organisation.roles import Role

State = Export.State
MORE_PEOPLE_THAN_APPROVED = 1.1
OWNER = "ledgers.export"


def ask_export(
    *, actor: Actor, name: str, format: str, reason: str, station: str = "", first: date | None = None,
    last: date | None = None, filters: dict | None = None, id: UUID | None = None,
) -> Export:  # fmt: skip
    """Asks for a file. Few people need no second person: the file is made at once, and kept as long as any other."""
    asked = {"station": station, "first": first, "last": last, "filters": filters or {}}
    place = station or actor.home_code
    return _ask(actor=actor, region_code=place, name=name, format=format, reason=reason, asked=asked, id=id)


@command(EXPORT_LEDGER, on="region_code", act="ledgers.ask_export")
def _ask(
    *, actor: Actor, region_code: str, name: str, format: str, reason: str, asked: dict, id: UUID | None
) -> Export:
    county = county_of(region_code)
    known = Export.objects.filter(county=county, pk=id, asker_id=actor.user_id).first() if id else None
    if known:
        return known  # the same form, sent twice
    check_format(format)
    reason = reason.strip()
    if not 4 <= len(reason) <= 200:
        raise Refused(_("请写明导出的理由和用处,4 到 200 个字。"), field="reason", code="required")
    book = ledger(name)
    people, totals = len(people_in(actor, book, **asked)), ledger_totals(actor, book, **asked)
    is_small = people <= most_without_approval()
    export = Export(
        county=county, region_code=region_code, ledger=name, title=book.title, format=format, asked=_plain(asked),
        reason=reason, people=people, rows=totals.facts, state=State.MAKING if is_small else State.WAITING,
        asker_id=actor.user_id, asker_name=actor.name, asked_at=clock.now(),
        ends_at=clock.now() + timedelta(days=limits().exports.request_days), **({"id": id} if id else {}),
    )  # fmt: skip
    export.save(force_insert=True)
    audit.note(ledger=name, format=format, people=people, rows=totals.facts, reason=reason)
    if is_small:
        _make_after_commit(export)
    return export


@command(APPROVE_EXPORT, on="export", act="ledgers.decide_export")
def decide_export(*, actor: Actor, export: Export, approve: bool, answer: str = "") -> Export:
    """Another person lets the file go, or not; whoever presses second is told."""
    audit.note(approved=approve, people=export.people, asker=str(export.asker_id or ""), reason=answer.strip())
    if is_same_person(actor, export):
        raise Refused(_("不能批准自己的申请。请另一位有权限的同事来办。"), code="oneself")
    if not approve and len(answer.strip()) < 2:
        raise Refused(_("不批准的,请写明原因。"), field="answer", code="required")
    waiting = Export.objects.filter(county=export.county, pk=export.pk, state=State.WAITING, ends_at__gt=clock.now())
    decided = waiting.update(
        state=State.MAKING if approve else State.REFUSED, decider_id=actor.user_id, decider_name=actor.name,
        decided_at=clock.now(), answer=answer.strip()[:200],
    )  # fmt: skip
    if not decided:
        raise Refused(_("这份申请已经有人办过,或者已过期。"), code="decided")
    if approve:
        _make_after_commit(export)
    return Export.objects.get(county=export.county, pk=export.pk)


def is_same_person(actor: Actor, export: Export) -> bool:
    """Maker and checker are different people and not merely accounts: two of one name count as one."""
    return actor.user_id is None or actor.user_id == export.asker_id or actor.name == export.asker_name


def _make_after_commit(export: Export) -> None:
    county, export_id = export.county, str(export.pk)
    transaction.on_commit(lambda: make_export.enqueue(county, export_id))


@task()
def make_export(county: str, export_id: str) -> None:
    """Acts with the rights of who asked, looked up again now; a second run does no harm."""
    export = Export.objects.filter(county=county, pk=export_id, state=State.MAKING).first()
    if export is None:
        return
    with audit.acting_from("task"):
        try:
            _make(actor=asker_of(export), export=export)
        except (Refused, Denied, NotFound) as error:
            standing = Export.objects.filter(county=county, pk=export.pk, state=State.MAKING)
            standing.update(state=State.FAILED, answer=str(error.message)[:200])


def asker_of(export: Export) -> Actor:
    if export.asker_id is None:
        return system_actor(export.asker_name, export.region_code, Role.SECTION_OFFICER)
    return actor_of(User.objects.filter(pk=export.asker_id).first())


@command(EXPORT_LEDGER, on="export", act="ledgers.make_export")
def _make(*, actor: Actor, export: Export) -> None:
    book, number = ledger(export.ledger), new_number()
    asked = {**export.asked, **{day: _day(export.asked[day]) for day in ("first", "last")}}
    people = len(people_in(actor, book, **asked))
    if people > max(export.people * MORE_PEOPLE_THAN_APPROVED, most_without_approval()):
        raise Refused(_("批准以后人数明显变多,没有生成。请重新申请。"), code="more_people")
    with tempfile.TemporaryFile() as file:
        rows = write_ledger(file, actor, book, asked, export.format, number, None)
        file.seek(0)
        data = file.read()
    name = file_name(book, export.region_code, number, export.format)
    made = Received(name, CONTENT_TYPES[export.format], data, StoredFile.State.CLEAN)
    stored = keep(
        made, county=export.county, region_code=export.region_code, owner_kind=OWNER, owner_id=export.pk,
        actor_id=actor.user_id,
    )  # fmt: skip
    ends_at = clock.now() + timedelta(days=limits().exports.file_days)
    making = Export.objects.filter(county=export.county, pk=export.pk, state=State.MAKING)
    if not making.update(
        state=State.READY, file_id=stored.pk, number=number, rows=rows, people=people, ends_at=ends_at
    ):
        raise Refused(_("文件已经生成过了。"), code="made")
    audit.note(ledger=export.ledger, format=export.format, number=number, people=people, rows=rows)


@command(EXPORT_LEDGER, on="export", act="ledgers.fetch_export")
def fetch_export(*, actor: Actor, export: Export) -> StoredFile:
    """The file for the one who asked for it, as long as it is kept; each fetching is on record."""
    if export.asker_id != actor.user_id:
        raise NotFound()
    audit.note(number=export.number, people=export.people)
    if export.state_now == State.OVER:
        raise Over()
    if export.state != State.READY or export.file_id is None:
        raise Refused(_("文件还没有生成,或者没有批准。"), code="not_ready")
    if export.people and not actor.reads_whole(DataClass.S3):
        raise Denied()
    return StoredFile.objects.get(county=export.county, pk=export.file_id)


class Over(Refused):
    """The file was kept for its days and is gone."""

    status = 410
    code = "over"

    def __init__(self):
        super().__init__(
            _("这份导出文件已过保存期(%(days)d 天),已经删除。还需要的话请重新申请。")
            % {"days": limits().exports.file_days}
        )


@sweep("exports", gettext_lazy("到期的导出文件和申请"))
def end_exports() -> int:
    """Files go after their days, and requests that nobody answered lapse."""
    with all_counties():
        ended = Export.objects.filter(state__in=[State.WAITING, State.READY], ends_at__lte=clock.now())
        over = list(ended.order_by("pk"))
    for export in over:
        with transaction.atomic(), all_counties():
            for stored in StoredFile.objects.filter(county=export.county, owner_kind=OWNER, owner_id=export.pk):
                delete_file(stored)
            Export.objects.filter(county=export.county, pk=export.pk).update(state=State.OVER, file_id=None)
    return len(over)


def _plain(asked: dict) -> dict:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asked.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
