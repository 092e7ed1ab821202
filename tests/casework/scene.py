"""The posts of one county's way of a case, up to the province, each held by somebody else."""

from dataclasses import dataclass

from rongyi.casework.models import Case, CaseMaterial
from rongyi.casework.services import ActInput, ApplyInput, act, open_case
from rongyi.organisation.access import Actor
from rongyi.organisation.roles import Role
from tests.fixtures_people import MEI, MEI_TOWN, MEI_VILLAGE, actor_for


@dataclass
class Posts:
    village: Actor
    town: Actor
    centre: Actor
    bureau: Actor
    leader: Actor
    city: Actor
    province: Actor


def make_posts() -> Posts:
    return Posts(
        actor_for(Role.VILLAGE_CLERK, MEI_VILLAGE, name="刘小芳"), actor_for(Role.TOWN_HEAD, MEI_TOWN, name="王建军"),
        actor_for(Role.SECTION_OFFICER, MEI, name="赵敏"), actor_for(Role.SECTION_OFFICER, MEI, name="何平"),
        actor_for(Role.BUREAU_LEADER, MEI, name="李卫国"), actor_for(Role.PREFECTURE_OFFICER, "6103", name="陈晓东"),
        actor_for(Role.PROVINCE_OFFICER, "61", name="郑志远"),
    )  # fmt: skip


CARD = {"kind": "vet", "bank": "abc", "delivery": "station"}
PAPERS = ("id_card", "discharge", "photo")


def apply_for_card(actor: Actor, person, **given) -> Case:
    given = {"procedure": "card_issue", "person": person, "answers": CARD, "shown": PAPERS, **given}
    return open_case(actor=actor, region_code=person.region_code, given=ApplyInput(**given))


def do(actor: Actor, case: Case, key: str, **given):
    """One act on the case as it stands in the database now."""
    case.refresh_from_db()
    return act(actor=actor, case=case, given=ActInput(key, **given))


def hand_in(case: Case) -> None:
    CaseMaterial.objects.filter(county=case.county, case=case).update(state="accepted")


def card_to_the_hand(posts: Posts, case: Case) -> None:
    do(posts.town, case, "accept")
    do(posts.centre, case, "verify")
    do(posts.bureau, case, "agree")
    do(posts.city, case, "agree")
    do(posts.province, case, "file")
    do(posts.centre, case, "made")
    do(posts.centre, case, "receive", values={"card_tail": "1234"})
    do(posts.town, case, "hand_over", values={"received_by": "本人", "way": "station"})
