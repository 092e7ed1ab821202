from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.definitions import check_all
from rongyi.kernel.errors import Denied, NotFound, Refused, Stale
from rongyi.organisation.roles import Role
from rongyi.registry.models import Change, Person, Proposal
from rongyi.registry.proposal_queries import count_waiting, get_proposal
from rongyi.registry.services import transfer_person, update_person
from rongyi.registry.services.proposing import accept_proposal, refuse_proposal, save_changes, withdraw_proposal
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, id_number


def proposed(actor, person, **changes) -> Proposal:
    saved = save_changes(actor=actor, person=person, changes=changes, version=person.version, why="看过户口本")
    person.refresh_from_db()
    return saved.proposals[0]


def test_a_village_changes_the_telephone_at_once_and_proposes_the_name(village_clerk, make_person):
    person = make_person("王建国")

    saved = save_changes(
        actor=village_clerk, person=person, changes={"name": "王建军", "phone": "13812345678"}, version=person.version
    )

    person.refresh_from_db()
    assert (person.name, person.phone) == ("王建国", "13812345678")
    assert [(p.field, p.before, p.wanted, p.state) for p in saved.proposals] == [("name", "王建国", "王建军", "open")]


def test_the_town_accepts_and_the_file_takes_it_with_its_history(village_clerk, town_head, make_person):
    person = make_person("王建国")
    proposal = proposed(village_clerk, person, name="王建军")

    accept_proposal(actor=town_head, proposal=proposal)

    person.refresh_from_db()
    change = Change.objects.get(county=MEI, person=person, field="name")
    assert (person.name, change.before, change.after, change.source) == ("王建军", "王建国", "王建军", "proposal")
    assert (proposal.state, proposal.decided_name) == ("accepted", town_head.name[:50])
    acts = AuditEntry.objects.filter(county=MEI, act__in=["people.propose", "people.accept", "people.change"])
    assert [e.act for e in acts.order_by("seq")] == ["people.propose", "people.change", "people.accept"]


def test_the_town_itself_needs_nobody(town_head, make_person):
    person = make_person("王建国")

    saved = save_changes(actor=town_head, person=person, changes={"name": "王建军"}, version=person.version)

    assert (saved.person.name, saved.proposals) == ("王建军", [])


def test_a_refusal_says_why_and_changes_nothing(village_clerk, town_head, make_person):
    person = make_person("王建国")
    proposal = proposed(village_clerk, person, name="王建军")

    with pytest.raises(Refused, match="理由"):
        refuse_proposal(actor=town_head, proposal=proposal, reason="")
    refuse_proposal(actor=town_head, proposal=proposal, reason="与身份证不符")

    person.refresh_from_db()
    assert (person.name, proposal.state, proposal.reason) == ("王建国", "refused", "与身份证不符")
    with pytest.raises(Refused, match="已经有人办了"):
        accept_proposal(actor=town_head, proposal=proposal)


def test_a_file_that_changed_meanwhile_takes_nothing(village_clerk, town_head, make_person):
    person = make_person("王建国")
    proposal = proposed(village_clerk, person, name="王建军")
    update_person(actor=town_head, person=person, changes={"name": "王建设"}, version=person.version)

    accept_proposal(actor=town_head, proposal=proposal)

    person.refresh_from_db()
    assert (person.name, proposal.state) == ("王建设", "overtaken")


def test_who_proposed_does_not_decide_whatever_the_role(village_clerk, town_head, make_person):
    proposal = proposed(village_clerk, make_person(), name="王建军")
    Proposal.objects.filter(county=MEI, pk=proposal.pk).update(proposed_by=town_head.user_id)
    proposal.refresh_from_db()

    with pytest.raises(Refused, match="不能自己核准"):
        accept_proposal(actor=town_head, proposal=proposal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(county=MEI, pk=proposal.pk).update(
            state="accepted", decided_at=clock.now(), decided_by=town_head.user_id
        )
    with pytest.raises(Denied):
        accept_proposal(actor=village_clerk, proposal=proposal)


def test_a_later_proposal_takes_the_place_of_the_earlier_and_may_be_taken_back(village_clerk, make_person):
    person = make_person("王建国")
    proposed(village_clerk, person, name="王建军")
    second = proposed(village_clerk, person, name="王建设")

    withdraw_proposal(actor=village_clerk, proposal=second)

    rows = Proposal.objects.filter(county=MEI, person=person).order_by("pk")
    assert [(p.wanted, p.state) for p in rows] == [("王建军", "withdrawn"), ("王建设", "withdrawn")]


def test_a_script_of_the_village_is_told_to_propose_and_a_malformed_value_is_named_first(village_clerk, make_person):
    person = make_person("王建国")

    with pytest.raises(Refused) as refusal:
        update_person(actor=village_clerk, person=person, changes={"name": "王建军"}, version=person.version)
    assert (refusal.value.code, refusal.value.field) == ("needs_acceptance", "name")
    with pytest.raises(Refused) as refusal:
        save_changes(actor=village_clerk, person=person, changes={"name": "王😀"}, version=person.version)
    assert refusal.value.code == "name_character"
    update_person(actor=village_clerk, person=person, changes={"name": "王建国"}, version=person.version)

    assert not Proposal.objects.exists()


def test_a_stale_form_proposes_nothing_either(village_clerk, make_person):
    person = make_person()

    with pytest.raises(Stale):
        save_changes(actor=village_clerk, person=person, changes={"name": "王建军", "phone": "13812345678"}, version=99)

    assert not Proposal.objects.exists()


def test_a_proposed_number_is_taken_with_its_birthday(village_clerk, town_head, make_person):
    person = make_person()
    number = id_number(date(1960, 1, 2), serial=771)
    proposal = proposed(village_clerk, person, id_number=number)

    accept_proposal(actor=town_head, proposal=proposal)

    person.refresh_from_db()
    assert (person.id_number, person.birth_date) == (number, date(1960, 1, 2))


def test_proposals_stay_in_reach_and_move_with_the_file(
    village_clerk, town_head, sibling_clerk, huyi_leader, make_person
):
    person = make_person()
    proposal = proposed(village_clerk, person, name="王建军")
    with pytest.raises(NotFound):
        get_proposal(huyi_leader, proposal.pk)

    transfer_person(actor=town_head, person=person, to_code=MEI_SIBLING, version=person.version)

    assert get_proposal(sibling_clerk, proposal.pk) == proposal
    with pytest.raises(NotFound):
        get_proposal(village_clerk, proposal.pk)
    assert (count_waiting(town_head), count_waiting(village_clerk)) == (1, 0)


def test_the_pages_propose_show_both_sides_and_decide(signed_in, make_person):
    person = make_person("王建国")
    clerk, town = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE), signed_in(Role.TOWN_HEAD, MEI_TOWN)
    form = {"version": person.version, "name": "王建军", "categories": ["R02"]}

    saved = clerk.post(reverse("registry:edit", args=[person.pk]), form, follow=True).content.decode()
    proposal = Proposal.objects.get(county=MEI)
    listed = town.get(reverse("registry:proposals")).content.decode()
    shown = town.get(reverse("registry:proposal", args=[proposal.pk])).content.decode()
    done = town.post(reverse("registry:proposal", args=[proposal.pk]), {"accept": "1"}, follow=True)

    assert "已报上级站核准" in saved and "姓名待核准" in saved
    assert "王建军" in listed and "王建国" in shown and "王建军" in shown
    assert done.status_code == 200
    assert Person.objects.get(county=MEI, pk=person.pk).name == "王建军"


def test_a_field_that_does_not_exist_is_named_in_the_file_of_rules(settings, tmp_path):
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "default.yaml").write_text(
        "title: {zh: 范围, en: What}\nsource: composed\nunit_names: false\nneeds_acceptance: [nickname]\n"
    )

    assert [(f.line, f.what) for f in check_all(tmp_path)] == [(4, "没有这个栏目:nickname。")]


def test_a_county_that_asks_for_nothing_changes_at_once(settings, tmp_path, village_clerk, make_person):
    (tmp_path / "file").mkdir()
    for kept in ("contact", "checks", "limits"):
        (tmp_path / kept).symlink_to(settings.DEFINITIONS_DIR / kept)
    (tmp_path / "file" / f"county_{MEI}.yaml").write_text(
        "title: {zh: 范围, en: What}\nsource: composed\nunit_names: false\n"
    )
    settings.DEFINITIONS_DIR = tmp_path
    person = make_person("王建国")

    saved = save_changes(actor=village_clerk, person=person, changes={"name": "王建军"}, version=person.version)

    assert saved.person.name == "王建军"
