"""Names that the first village wants to put right: three wait for the town, one was accepted, one refused."""

from datetime import date, datetime, time, timedelta

from rongyi.kernel import clock
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from rongyi.registry.services.proposing import accept_proposal, propose_changes, refuse_proposal

WHY = ("身份证上是这个字。", "本人拿户口本来核对过。", "退伍证上是这个字。", "名单抄错了。", "邻居说是这个字。")
OTHERWISE = {"国": "帼", "建": "健", "军": "钧", "伟": "玮", "华": "骅", "明": "铭", "英": "瑛", "兰": "岚", "平": "萍"}
DAYS_AGO = 4


def make_proposals(county: str, village: str, today: date) -> int:
    clerk = system_actor("刘小芳", village, Role.VILLAGE_CLERK)
    town = system_actor("王建军", county, Role.SECTION_OFFICER)
    rows = Person.objects.filter(county=county, region_code=village, status="active").order_by("-pk")
    people = [one for one in rows if one.name[-1] in OTHERWISE][: len(WHY)]
    made = []
    for number, (person, why) in enumerate(zip(people, WHY, strict=False)):
        with clock.pretending(
            datetime.combine(today - timedelta(days=DAYS_AGO - number % 3), time(16), clock.SHANGHAI)
        ):
            wanted = {"name": person.name[:-1] + OTHERWISE[person.name[-1]]}
            made += propose_changes(actor=clerk, person=person, changes=wanted, why=why)
    with clock.pretending(datetime.combine(today - timedelta(days=1), time(9), clock.SHANGHAI)):
        for proposal in made[3:4]:
            accept_proposal(actor=town, proposal=proposal)
        for proposal in made[4:]:
            refuse_proposal(actor=town, proposal=proposal, reason="请拿身份证或户口本来核对。")
    return len(made)
