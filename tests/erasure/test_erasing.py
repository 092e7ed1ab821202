"""Erasing takes two people and a reason, leaves no value anywhere in the live database, and the chains stay whole."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from rongyi.erasure.destroying_services import destroy_person, tables_of_person
from rongyi.erasure.keeping_queries import KEPT_BY_LAW
from rongyi.erasure.models import Erasure
from rongyi.erasure.services import decide_erasure, propose_erasure
from rongyi.kernel import audit, clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.crypto.rows import Erased
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused
from rongyi.kernel.files.store import Received
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.records import chain, rollups
from rongyi.records.models import Fact
from rongyi.registry.models import Person, SearchToken
from rongyi.registry.queries import find
from rongyi.registry.services import PersonInput, change_photo, create_person
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE, actor_for, id_number
from tests.ledgers.work import leave, visit
from tests.organisation.at_once import at_once, killed_at

pytestmark = pytest.mark.django_db
REASON = "采集时登错了人"
CANARY, PHONE, ADDRESS, NOTE = "郗不见", "13812345678", "横渠镇古槐巷九号", "腿脚不便在家休养"


@pytest.fixture
def officer(network):
    return actor_for(Role.SECTION_OFFICER, MEI, name="钱股长")


@pytest.fixture
def leader(network):
    return actor_for(Role.BUREAU_LEADER, MEI, name="郑局长")


@pytest.fixture
def person(make_person):
    return make_person(CANARY, phone=PHONE, address=ADDRESS, categories=("R02",), tags=("ill",))


def proposed(officer, person, basis="wrongly") -> Erasure:
    return propose_erasure(actor=officer, person=person, basis=basis, reason=REASON)


def erased(officer, leader, person) -> Person:
    decide_erasure(actor=leader, erasure=proposed(officer, person), approve=True)
    return Person.objects.get(county=MEI, pk=person.pk)


def everything_readable() -> str:
    """What every row of every table shows to whoever has the keys."""
    shown = []
    for model in apps.get_models():
        if not model.__module__.startswith("rongyi.") or model._meta.proxy:
            continue
        for row in model._base_manager.all() if not _is_county(model) else model._base_manager.filter(county=MEI):
            for field in model._meta.concrete_fields:
                try:
                    shown.append(str(getattr(row, field.name, "")))
                except (Erased, AttributeError, Person.DoesNotExist):
                    continue
    return "\n".join(shown)


def _is_county(model) -> bool:
    return any(field.name == "county" for field in model._meta.local_concrete_fields)


def test_no_value_is_left_in_any_table(person, officer, leader, make_person):
    other = make_person("赵另外")
    leave(visit(people=[person], note=NOTE), visit(people=[person, other], note="两人都好"))
    values = (CANARY, PHONE, ADDRESS, NOTE, person.id_number, bytes(person.id_index).hex())
    before = everything_readable()

    gone = erased(officer, leader, person)

    after = everything_readable()
    assert [value in before for value in values[:-1]] == [True] * 5
    assert [value in after for value in values] == [False] * 6
    assert (gone.name, gone.id_masked, gone.phone, gone.id_number, gone.phone_index) == ("已删除", "", "", "", None)
    assert "两人都好" in after


@pytest.mark.django_db(transaction=True)
def test_the_photo_goes_from_the_table_and_the_disk(person, officer, leader):
    portrait = Received("照片.jpg", "image/jpeg", b"not looked at here")
    change_photo(actor=officer, person=person, portrait=portrait, version=person.version)
    stored = StoredFile.objects.get(county=MEI, owner_kind="registry.person", owner_id=person.pk)
    place = Path(settings.RONGYI_FILES_DIR) / stored.path
    was_there = place.exists()

    gone = erased(officer, leader, Person.objects.get(county=MEI, pk=person.pk))

    assert (was_there, place.exists(), gone.photo_id) == (True, False, None)
    assert not StoredFile.objects.filter(county=MEI, owner_id=person.pk).exists()


def test_facts_stay_as_opaque_lines_and_the_chains_hold(person, officer, leader):
    facts = leave(visit(people=[person], note=NOTE))

    erased(officer, leader, person)

    fact = Fact.objects.get(county=MEI, pk=facts[0].pk)
    assert (fact.sealed_data, fact.row_key, fact.data["reason"]) == ({}, None, "routine")
    assert chain.verify(MEI)[1] == []
    assert audit.verify(MEI)[1] == []
    assert rollups.differences(MEI) == []


def test_the_erased_are_found_no_more_and_the_number_is_free(person, officer, leader):
    number = person.id_number
    erased(officer, leader, person)

    assert [find(officer, text).items for text in (CANARY, "xbj", number[-4:], PHONE)] == [[], [], [], []]
    assert not SearchToken.objects.filter(county=MEI, person_id=person.pk).exists()
    again = create_person(actor=officer, given=PersonInput(CANARY, number, MEI_VILLAGE))
    assert again.pk != person.pk


def test_pages_and_lists_with_an_erased_person_stay_readable(person, officer, leader, signed_in):
    leave(visit(people=[person], note=NOTE))
    erased(officer, leader, person)
    client = signed_in(Role.SECTION_OFFICER, MEI)

    pages = ["/console/people/?status=", "/console/ledgers/visits", f"/console/people/{person.pk}"]

    answers = {page: client.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(pages, 200)
    assert [CANARY in answer.content.decode() for answer in answers.values()] == [False] * 3


def test_the_station_counts_one_less(person, officer, leader):
    before = Station.objects.get(pk=MEI_VILLAGE).people_count

    erased(officer, leader, person)

    assert (before, Station.objects.get(pk=MEI_VILLAGE).people_count) == (1, 0)


def test_nothing_can_be_filled_in_again(person, officer, leader):
    gone = erased(officer, leader, person)
    gone.phone = PHONE

    with pytest.raises(Erased):
        gone.save()


def test_it_is_on_record_who_proposed_and_who_decided_without_a_value(person, officer, leader):
    erased(officer, leader, person)

    lines = AuditEntry.objects.filter(act__startswith="erasure.").order_by("seq")
    assert [(e.act, e.outcome, e.actor_id) for e in lines] == [
        ("erasure.propose", "done", officer.user_id), ("erasure.decide", "done", leader.user_id),
    ]  # fmt: skip
    assert lines[1].detail["approved"] is True
    assert CANARY not in str([(e.detail, e.reason) for e in lines])


def test_nobody_decides_over_the_own_proposal_nor_under_the_same_name(person, officer):
    erasure = proposed(officer, person)

    with pytest.raises(Refused, match="不能批准自己"):
        decide_erasure(actor=actor_for(Role.BUREAU_LEADER, MEI, name=officer.name), erasure=erasure, approve=True)
    with pytest.raises(Denied):
        decide_erasure(actor=officer, erasure=erasure, approve=True)
    assert Person.objects.get(county=MEI, pk=person.pk).name == CANARY


@pytest.mark.parametrize(
    ("role", "code", "error"),
    [(Role.VILLAGE_CLERK, MEI_VILLAGE, Denied), (Role.TOWN_HEAD, MEI_TOWN, Denied), (Role.SECTION_OFFICER, HUYI, NotFound),
     (Role.ADMINISTRATOR, "", Denied), (Role.AUDITOR, MEI, Denied)],
)  # fmt: skip
def test_who_may_not_propose(person, role, code, error):
    with pytest.raises(error):
        proposed(actor_for(role, code), person)


def test_a_refusal_names_its_reason_and_keeps_the_file(person, officer, leader):
    erasure = proposed(officer, person)

    with pytest.raises(Refused, match="写明理由"):
        decide_erasure(actor=leader, erasure=erasure, approve=False)
    done = decide_erasure(actor=leader, erasure=erasure, approve=False, answer="仍在领取抚恤")

    assert (done.state, done.answer) == ("refused", "仍在领取抚恤")
    assert Person.objects.get(county=MEI, pk=person.pk).phone == PHONE


def test_who_is_still_served_is_not_erased_for_want_of_a_purpose(person, officer):
    with pytest.raises(Refused, match="履行职责所必需"):
        proposed(officer, person, basis="over")


def test_one_proposal_waits_for_a_person_at_a_time_and_has_thirty_days(person, officer):
    erasure = proposed(officer, person)

    with pytest.raises(Conflict):
        proposed(officer, person)
    assert (erasure.due_on - clock.today()).days == 30


def test_no_table_with_sealed_columns_of_a_person_is_forgotten():
    """Those that are found by themselves, the parts that are deleted, and those that the law keeps: nothing else."""
    labels = {model._meta.label for model, _name in tables_of_person()}

    assert {"registry.Change", "registry.Proposal"} <= labels
    assert set(KEPT_BY_LAW) == {"archives", "benefits", "rights"}


def decided_by(n: int, erasure: Erasure, actors: list) -> str:
    return decide_erasure(actor=actors[n], erasure=erasure, approve=n % 2 == 0, answer="意见").state


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_twenty_decisions_at_once_one_holds(person, officer):
    actors = [actor_for(Role.BUREAU_LEADER, MEI, name=f"局长{n}") for n in range(20)]
    erasure = proposed(officer, person)

    answers = at_once(decided_by, erasure, actors)

    won = [one for one in answers if one in ("done", "refused")]
    name = Person.objects.get(county=MEI, pk=person.pk).name
    assert (len(won), answers.count("Refused decided")) == (1, 19)
    assert name == ("已删除" if won == ["done"] else CANARY)


def approved(erasure: Erasure, leader) -> None:
    decide_erasure(actor=leader, erasure=erasure, approve=True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_erasure_is_whole_or_never_was(person, officer, leader):
    leave(visit(people=[person], note=NOTE))
    erasure = proposed(officer, person)

    killed_at(approved, erasure, leader, moments=[0.01 * n for n in range(1, 20)])

    erasure.refresh_from_db()
    row = Person.objects.get(county=MEI, pk=person.pk)
    facts = Fact.objects.filter(county=MEI, row_key=None).count()
    assert (row.name == "已删除", row.row_key is None, facts > 0) == (erasure.state == "done",) * 3


def test_a_person_without_work_is_erased_as_well(make_person):
    person = make_person(CANARY, id_number=id_number())

    assert destroy_person(person)["registry.searchtoken"] > 0


def test_what_waits_stands_on_the_first_page_of_who_decides(person, officer, leader, signed_in):
    proposed(officer, person)

    pages = [
        signed_in(role, MEI).get("/console/").content.decode() for role in (Role.BUREAU_LEADER, Role.SECTION_OFFICER)
    ]

    assert ["删除个人信息待批准" in page for page in pages] == [True, False]
