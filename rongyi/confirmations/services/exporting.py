"""The list as a workbook, by the rules of the ledgers: numbered, on record before it is handed over, numbers masked."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.permissions import EXPORT_CONFIRMATIONS
from rongyi.confirmations.queries import Asked, duties_visible, station_names
from rongyi.confirmations.shown import masked_phone
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Denied, NotFound
from rongyi.kernel.sheets.writer import Column, Stamp, write_xlsx
from rongyi.ledgers.exports import ApprovalNeeded, most_without_approval, new_number
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.opened_services import count_opened
from rongyi.registry.fields import shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 500


@dataclass(frozen=True)
class Exported:
    """`file` stands at its beginning and belongs to the caller, who closes it."""

    file: BinaryIO
    name: str
    number: str
    rows: int


def export_list(actor: Actor, campaign: Campaign, asked: Asked) -> Exported:
    """Written first and put on record before it is handed over: no entry means no file."""
    place = asked.station or max((actor.home_code, campaign.region_code), key=len)
    number = new_number()
    facts = {"region_code": place, "campaign": str(campaign.pk), "number": number}
    try:
        acting = actor.acting(EXPORT_CONFIRMATIONS)
        if not acting.covers(place):
            raise NotFound()
    except (Denied, NotFound):
        record_export(actor=actor, people=[], rows=0, **facts)  # refuses, and puts the refusal on record
        raise
    people = list(asked.narrow(duties_visible(acting, campaign)).values_list("person_id", flat=True))
    if len(people) > most_without_approval():
        refuse_without_approval(actor=actor, **facts)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the caller reads and closes it
    try:
        stamp = Stamp(user=actor.name, time=clock.now(), number=number)
        rows = write_xlsx(
            file, title=campaign.title, columns=columns(), rows=_rows(acting, campaign, asked), stamp=stamp,
            sheet=_("年度确认"),
        )  # fmt: skip
        record_export(actor=actor, people=people, rows=rows, **facts)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    title = f"{campaign.title}_{station_names([place]).get(place, place)}_{number}.xlsx"
    return Exported(file, title, number, rows)


@command(EXPORT_CONFIRMATIONS, on="region_code", act="confirmations.export")
def refuse_without_approval(*, actor: Actor, region_code: str, **facts) -> None:
    """The second person's approval is given for ledgers; a list as long as this is taken out station by station."""
    raise ApprovalNeeded(
        _("名单超过%(most)d人,不能一次导出。请选一个站或一个状态,分开导出;或者导出“年度确认台账”,提出申请。")
        % {"most": most_without_approval()}
    )


@command(EXPORT_CONFIRMATIONS, on="region_code", act="confirmations.export")
def record_export(*, actor: Actor, region_code: str, people: list[UUID], **facts) -> None:
    """Puts on record that a list left the house: which, how many rows, under which number. Who is in it counts as
    opened, since whoever holds the file has seen them."""
    count_opened(actor, people)
    audit.note(people=len(people), **facts)


def columns() -> list[Column]:
    return [
        Column("number", _("序号"), "integer", 6),
        Column("name", _("姓名"), width=12),
        Column("id_number", _("公民身份号码"), width=22),
        Column("phone", _("手机号码"), width=15),
        Column("station", _("服务站"), width=28),
        Column("state", _("状态"), width=10),
        Column("told_on", _("通知日期"), "date", 12),
        Column("method", _("办理方式"), width=10),
        Column("confirmed_on", _("确认日期"), "date", 12),
        Column("attempts", _("联系次数"), "integer", 9),
        Column("last_attempt_on", _("最近联系"), "date", 12),
        Column("end_reason", _("终止原因"), width=16),
    ]


def _rows(actor: Actor, campaign: Campaign, asked: Asked) -> Iterator[dict]:
    rows = asked.narrow(duties_visible(actor, campaign)).select_related("person").order_by("region_code", "pk")
    names = station_names(rows.order_by().values_list("region_code", flat=True).distinct())
    for number, duty in enumerate(rows.iterator(CHUNK), 1):
        yield {"number": number, "station": names.get(duty.region_code, ""), **_cells(actor, duty)}


def _cells(actor: Actor, duty: Duty) -> dict:
    person = duty.person
    return {
        "name": shown(person, "name", actor).value, "id_number": shown(person, "id_number", actor).value,
        "phone": masked_phone(person, actor), "state": str(duty.get_state_display()),
        "told_on": duty.told_on, "method": str(duty.get_method_display()) if duty.method else "",
        "confirmed_on": duty.confirmed_on, "attempts": duty.attempts, "last_attempt_on": duty.last_attempt_on,
        "end_reason": str(duty.get_end_reason_display()) if duty.end_reason else "",
    }  # fmt: skip
