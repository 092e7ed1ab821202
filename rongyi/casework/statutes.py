"""Time limits that law or a ministry's rule sets. A definition may be quicker than these and never slower.

They stand in code and not in a file of the county's, since no setting may lengthen them.
"""

from dataclasses import dataclass

from rongyi.casework.enums import Unit


@dataclass(frozen=True)
class Statute:
    """`extension` is by how much the law itself lets the limit be lengthened once, in the same unit."""

    days: int
    unit: str
    source: str
    extension: int = 0


CARD = "退役军人、其他优抚对象优待证管理办法(试行)"
PETITIONS = "信访工作条例(2022)"
LEGAL_AID = "中华人民共和国法律援助法"
PLACEMENT = "退役军人安置条例(2024)"

STATUTES: dict[str, Statute] = {
    "card_review": Statute(30, Unit.WORKING, f"{CARD}第二十二条至第二十八条"),
    "petition_tell": Statute(15, Unit.CALENDAR, PETITIONS),
    "petition_object": Statute(5, Unit.WORKING, PETITIONS),
    "petition_handle": Statute(60, Unit.CALENDAR, PETITIONS, extension=30),
    "petition_review_request": Statute(30, Unit.CALENDAR, PETITIONS),
    "petition_review": Statute(30, Unit.CALENDAR, PETITIONS),
    "petition_second_request": Statute(30, Unit.CALENDAR, PETITIONS),
    "petition_second_review": Statute(30, Unit.CALENDAR, PETITIONS),
    "legal_aid_decide": Statute(7, Unit.CALENDAR, f"{LEGAL_AID}第四十三条"),
    "legal_aid_assign": Statute(3, Unit.CALENDAR, f"{LEGAL_AID}第四十三条"),
    "placement_letter": Statute(6, Unit.MONTHS, f"{PLACEMENT}第三十一条"),
    "placement_at_work": Statute(30, Unit.CALENDAR, f"{PLACEMENT}第七十五条"),
    "arrival_report": Statute(30, Unit.CALENDAR, f"{PLACEMENT}第五十一条"),
}
