"""A death recorded by mistake is taken back: what it closed opens again, and the history keeps both."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied, Refused, Stale
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.registry.models import Change, Entitlement, Person
from rongyi.registry.services import add_part, end_part, record_death, undo_death
from tests.fixtures_people import MEI, MEI_VILLAGE
from tests.registry.test_pages import text_of

WHY = "同名的另一位去世,登记错了人。"


def now(person) -> Person:
    return Person.objects.get(county=MEI, pk=person.pk)


def pay(actor, person, kind: str, **given):
    return add_part(
        actor=actor, person=now(person), part="entitlement", given={"kind": kind, **given}, version=now(person).version
    )


def runs(person) -> dict:
    rows = Entitlement.objects.filter(county=MEI, person=person).order_by("pk")
    return {row.kind: (row.ends_on, row.ending) for row in rows}


@pytest.fixture
def gone(make_person, everyone, today):
    """A man with three payments: one that ran, one that was to end, one that had ended before."""
    person, later = make_person("王建国"), today + timedelta(days=400)
    ended = pay(everyone, person, "care")
    end_part(actor=everyone, person=now(person), part="entitlement", part_id=ended.pk, ending="changed",
             version=now(person).version, on=date(2020, 1, 1))  # fmt: skip
    pay(everyone, person, "rural_60")
    pay(everyone, person, "combat_test", ends_on=later)
    before = runs(person)
    record_death(actor=everyone, person=now(person), on=today - timedelta(days=3))
    return person, before


def test_the_file_is_active_again_and_its_payments_run_as_they_did(gone, section_officer, today):
    person, before = gone

    revived = undo_death(actor=section_officer, person=now(person), reason=WHY)

    one = now(person)
    assert (one.status, one.deceased_on, runs(person)) == ("active", None, before)
    assert (sorted(revived.reopened), revived.left) == (
        ["农村籍60周岁以上退役士兵生活补助", "参战参试退役人员生活补助"],
        [],
    )
    history = Change.objects.filter(county=MEI, person=person, field="deceased_on").order_by("pk")
    died = (today - timedelta(days=3)).isoformat()
    assert [(c.before, c.after) for c in history] == [("", died), (died, "")]
    assert list(AuditEntry.objects.filter(act="people.undo_death").values_list("reason", flat=True)) == [WHY]
    assert Fact.objects.filter(county=MEI).latest("pk").data["change"] == "revived"


def test_a_second_mistake_is_taken_back_by_its_own_history(gone, section_officer, everyone, today):
    person, before = gone
    undo_death(actor=section_officer, person=now(person), reason=WHY)
    record_death(actor=everyone, person=now(person), on=today)

    undo_death(actor=section_officer, person=now(person), reason=WHY)

    assert runs(person) == before


@pytest.mark.parametrize(("reason", "code"), [("", "required"), (" 错 ", "required")])
def test_a_reason_is_given(gone, section_officer, reason, code):
    person, _before = gone

    with pytest.raises(Refused) as refusal:
        undo_death(actor=section_officer, person=now(person), reason=reason)

    assert (refusal.value.code, now(person).status) == (code, "deceased")


def test_who_lives_is_not_revived(section_officer, make_person):
    with pytest.raises(Refused, match="没有登记去世"):
        undo_death(actor=section_officer, person=make_person(), reason=WHY)


def test_the_section_takes_it_back_and_nobody_else(gone, village_clerk, town_head, section_officer):
    person, _before = gone

    for actor in (village_clerk, town_head):
        with pytest.raises(Denied):
            undo_death(actor=actor, person=now(person), reason=WHY)
    with pytest.raises(Stale):
        undo_death(actor=section_officer, person=now(person), reason=WHY, version=1)

    assert now(person).status == "deceased"


def test_the_page_says_what_opens_and_what_does_not(gone, signed_in):
    person, _before = gone
    officer, clerk = signed_in(Role.SECTION_OFFICER, MEI), signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    at = reverse("registry:undo_death", args=[person.pk])

    offered = [at in one.get(reverse("registry:person", args=[person.pk])).content.decode() for one in (officer, clerk)]
    page = text_of(officer.get(at))
    done = officer.post(at, {"version": now(person).version, "reason": WHY}, follow=True)

    assert offered == [True, False]
    assert "会恢复的" in page and "不会自动恢复的" in page
    assert "已撤销去世登记" in text_of(done) and "恢复的待遇" in text_of(done)
    assert (now(person).status, clock.today() >= person.birth_date) == ("active", True)
