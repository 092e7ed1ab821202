"""Facts for tests: a kind of their own, and the shortest way to leave one."""

from datetime import date
from uuid import UUID

from django.db import connection, transaction

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.roles import Role
from rongyi.records.kinds import KINDS, Column, kind
from rongyi.records.models import Fact
from rongyi.records.services import Draft, write_facts
from tests.fixtures_people import MEI_VILLAGE

DAY = date(2026, 9, 30)
MEETING = KINDS.get("test_meeting") or kind(
    "test_meeting",
    "会议",
    columns=(
        Column("theme", "主题", required=True, max_length=60),
        Column("sort", "类别", "choice", choices=(("regular", "例会"), ("training", "培训"))),
        Column("topics", "议题", "choices", choices=(("aid", "帮扶"), ("jobs", "就业"))),
        Column("present", "到会人数", "integer"),
        Column("cost", "经费", "money"),
        Column("until", "期限", "date"),
        Column("open", "公开", "bool"),
        Column("minutes_of", "发言", data_class=DataClass.S3),
        Column("illness", "病情", data_class=DataClass.S2),
    ),
    channels=("counter", "video"),
    needs_people=False,
    record="tests.records.work.record_meeting",
)


def worker(code: str = "", name: str = "李站长") -> Actor:
    return system_actor(name, code, Role.SECTION_OFFICER)


def draft(region_code: str = MEI_VILLAGE, at=DAY, people=(), **given) -> Draft:
    data = {"theme": "工作例会", "sort": "regular", **given.pop("data", {})}
    return Draft(
        MEETING, region_code, at, people=list(people), data=data, channel=given.pop("channel", "counter"), **given
    )


def meet(*drafts: Draft, actor: Actor | None = None) -> list[Fact]:
    with transaction.atomic():
        return write_facts(drafts or [draft()], actor=actor or worker())


def record_meeting(
    *, actor: Actor, region_code: str, people: list[UUID], at, channel: str, data: dict, id=None
) -> Fact:
    with transaction.atomic():
        return write_facts(
            [Draft(MEETING, region_code, at, people=people, data=data, channel=channel, id=id)], actor=actor
        )[0]


def somebody(count: int = 1) -> list[UUID]:
    return [uuid7() for _ in range(count)]


def without_guards(*statements: tuple[str, list]) -> None:
    """What somebody with the rights of the database does: drops the triggers, then writes what they like."""
    with connection.cursor() as cursor:
        for table in ("records_fact", "records_factperson"):
            on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            for verb in ("update", "delete"):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"{on}')
        for sql, values in statements:
            cursor.execute(sql, values)
