"""A small archive room for the demo's first village and its town: papers, boxes, loans, and some whose time is over."""

import io
from datetime import date, datetime, time, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from rongyi.archives.models import Box, Fonds, Piece
from rongyi.archives.services import (
    LoanInput,
    PieceInput,
    describe_box,
    file_piece,
    fill_boxes,
    lend,
    open_fonds,
    prepare_scan,
    scan_in,
)
from rongyi.kernel import clock
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person

A6_AT_100_DPI = (413, 583)
OFFICE = [
    ("关于做好春节走访慰问工作的通知", "D30", "ZHL", 4),
    ("年度工作总结", "Y", "ZHL", 8),
    ("退役军人建档立卡工作方案", "Y", "ZHL", 12),
    ("光荣牌悬挂更换登记表", "D30", "YFL", 6),
    ("就业创业培训签到表", "D10", "AZL", 3),
    ("八一座谈会会议记录", "D30", "SZL", 5),
    ("政策咨询登记簿", "D10", "QYL", 20),
]
OLD = [("来信来访登记簿", "D10", "QYL", 16), ("短期用工信息汇总表", "D10", "AZL", 4)]
OLD_YEAR = 2012


def make_archives(rng: Random, county: str, town: str, village: str, today: date) -> int:
    """Filed a year ago, so that one loan can be overdue; returns how many pieces there are."""
    actor = system_actor("演示数据", county, Role.SECTION_OFFICER)
    begin = datetime.combine(today - timedelta(days=60), time(10), clock.SHANGHAI)
    made = 0
    with clock.pretending(begin):
        for number, code in (("0201", town), ("0202", village)):
            fonds = open_fonds(actor=actor, station=Station.objects.get(pk=code), number=number)
            made += _file_all(rng, actor, fonds, begin.date())
    _lend_some(actor, village, today)
    return made


def _file_all(rng: Random, actor: Actor, fonds: Fonds, day: date) -> int:
    made, last_year = 0, day.year - 1
    is_small = len(fonds.region_code) == 12  # a village parts its few papers by year and retention only
    for title, retention, subject, pages in OFFICE:
        made_on = date(last_year, rng.randint(1, 12), rng.randint(1, 28))
        given = PieceInput(
            title, made_on, retention, subject="" if is_small else subject, pages=pages, responsible=fonds.name,
            document_number=f"〔{last_year}〕{rng.randint(1, 40)}号",
        )  # fmt: skip
        _file(actor, fonds, given, scanned=made < 2)
        made += 1
    for title, retention, subject, pages in OLD:
        given = PieceInput(
            title, date(OLD_YEAR, rng.randint(1, 12), 15), retention, subject="" if is_small else subject, pages=pages
        )
        _file(actor, fonds, given, scanned=False)
        made += 1
    people = Person.objects.filter(county=fonds.county, region_code=fonds.region_code).order_by("pk")[:4]
    for person in people:
        given = PieceInput(
            f"{person.name}建档材料", date(last_year, 6, rng.randint(1, 28)), "Y", category="ZY", subject="GRL", pages=2,
            people=[person.pk],
        )  # fmt: skip
        _file(actor, fonds, given, scanned=True)
        made += 1
    fill_boxes(actor=actor, fonds=fonds, thickness_mm=20)
    for box in Box.objects.filter(county=fonds.county, fonds=fonds):
        changes = {"shelf": f"1号柜{1 + box.number % 3}层", "arranged_by": "演示数据", "arranged_on": day}
        describe_box(actor=actor, box=box, changes=changes, version=box.version)
    return made


def _file(actor: Actor, fonds: Fonds, given: PieceInput, *, scanned: bool) -> None:
    piece = file_piece(actor=actor, fonds=fonds, given=given)
    if scanned:
        files = [SimpleUploadedFile(f"{n}.png", _page(piece.number, n)) for n in range(1, min(given.pages, 3) + 1)]
        scan_in(actor=actor, piece=piece, prepared=[prepare_scan(file) for file in files])


def _page(piece: int, page: int) -> bytes:
    """A sheet with lines where words would be, and its number: nothing that could be taken for a real paper."""
    sheet, target = Image.new("L", A6_AT_100_DPI, 250), io.BytesIO()
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((110, 50, 300, 62), fill=60)
    for n, y in enumerate(range(100, 520, 22)):
        pen.rectangle((45, y, 368 - (n * 37 + piece * 53 + page * 71) % 120, y + 6), fill=150)
    pen.text((190, 550), f"DEMO {piece}-{page}", fill=90)
    sheet.save(target, "PNG")
    return target.getvalue()


def _lend_some(actor: Actor, village: str, today: date) -> None:
    """One that should have come back last week and one that is not due yet."""
    pieces = Piece.objects.filter(county=village[:6], region_code=village, year__gt=OLD_YEAR).order_by("code")[:2]
    for piece, days_ago, days, name in zip(pieces, (24, 5), (15, 15), ("县档案馆来人", "县委党史办来人"), strict=True):
        moment = datetime.combine(today - timedelta(days=days_ago), time(15), clock.SHANGHAI)
        with clock.pretending(moment):
            given = LoanInput("编写年鉴", moment.date() + timedelta(days=days), name=name, organisation=name[:-2])
            lend(actor=actor, piece=piece, given=given)
