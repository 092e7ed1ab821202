"""The pages of the registry: lists without names in addresses, nothing typed is lost, nothing foreign is seen."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rongyi.accounts.models import User
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import actor_of
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from rongyi.records.services import Draft, write_facts
from rongyi.records.subjects import subjects
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import Change, HeldCase, Person
from rongyi.registry.queries import find, get_person, people_page, people_visible
from rongyi.registry.services import record_death, transfer_person, update_person
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, actor_for, id_number

LIST, NEW = "/console/people/", "/console/people/new"
SYLLABLES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月"


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE, name="刘小芳")


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def names_on(response) -> list[str]:
    return [row["person"].name for row in response.context["rows"]]


def page_of(person, name="person") -> str:
    return reverse(f"registry:{name}", args=[person.pk])


def edit_form(client, person, **changed) -> dict:
    form = client.get(page_of(person, "edit")).context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {**{k: v for k, v in given.items() if v is not None}, **changed}


def queries_of(act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_a_list_goes_on_by_an_address_that_names_nobody_and_keeps_its_status(clerk, make_person, village_clerk, today):
    for char in SYLLABLES[:28]:
        make_person("王" + char)
    gone = make_person("王末")
    record_death(actor=village_clerk, person=gone, on=today)

    first = clerk.get(LIST)
    query = parse_qs(urlparse(first.context["next_url"]).query)
    second = clerk.get(LIST + first.context["next_url"])
    everybody = clerk.get(LIST + "?status=")
    rest = clerk.get(LIST + everybody.context["next_url"])

    assert (len(names_on(first)), len(names_on(second))) == (25, 3)
    assert sorted(names_on(first) + names_on(second)) == sorted("王" + char for char in SYLLABLES[:28])
    assert query == {"status": ["active"], "after": [str(first.context["rows"][-1]["person"].pk)]}
    assert "王末" in names_on(everybody) + names_on(rest)
    assert second.context["next_url"] == ""


def test_a_list_is_narrowed_by_category_tag_and_status(clerk, make_person, village_clerk, today):
    make_person("王一", categories=["R02"], tags=["combat"])
    make_person("王二", categories=["R07"])
    record_death(actor=village_clerk, person=make_person("王三", categories=["R07"]), on=today)

    answers = [names_on(clerk.get(LIST + q)) for q in ("?category=R07", "?tag=combat", "?status=deceased", "")]

    assert answers == [["王二"], ["王一"], ["王三"], ["王二", "王一"]]


def test_a_station_beyond_reach_or_a_bad_place_narrows_nothing_and_shows_nothing_foreign(clerk, make_person):
    make_person("王一")
    make_person("古城人", MEI_SIBLING)

    answers = [names_on(clerk.get(LIST + q)) for q in (f"?station={MEI_SIBLING}", "?after=x", f"?after={uuid7()}")]

    assert answers == [["王一"]] * 3


def test_a_sibling_sees_nothing_of_a_file_anywhere(sibling_clerk, signed_in, make_person, village_clerk):
    canary = make_person("雷鸣远", phone="13812349999")
    update_person(actor=village_clerk, person=canary, changes={"address": "一组3号"}, version=1)
    client = signed_in(Role.VILLAGE_CLERK, MEI_SIBLING)
    pages = ["person", "timeline", "reveal", "edit", "death", "reveal_sealed"]

    statuses = [client.get(page_of(canary, name)).status_code for name in pages]

    assert statuses == [404] * len(pages)
    for text in ("雷鸣远", "leimingyuan", "lmy", "9999", "13812349999", canary.id_number):
        assert find(sibling_clerk, text).items == []
        assert "雷" not in client.post(reverse("registry:quick_find"), {"q": text}).content.decode()
    assert list(people_visible(sibling_clerk)) == [] == people_page(sibling_clerk).people
    assert subjects(county=MEI, ids=[canary.pk], actor=sibling_clerk) == {}
    assert "雷鸣远" not in text_of(client.get(LIST + "?status="))


def test_after_a_transfer_the_former_station_sees_nothing_and_the_new_one_all(
    clerk, signed_in, make_person, town_head, village_clerk
):
    person = make_person("雷鸣远", phone="13812349999")
    other = signed_in(Role.VILLAGE_CLERK, MEI_SIBLING)

    transfer_person(actor=town_head, person=person, to_code=MEI_SIBLING)

    assert (clerk.get(page_of(person)).status_code, other.get(page_of(person)).status_code) == (404, 200)
    assert (find(village_clerk, "雷鸣远").items, find(village_clerk, "9999").items) == ([], [])
    assert "雷鸣远" in text_of(other.get(LIST))


@pytest.mark.parametrize("role", [Role.PREFECTURE_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_reads_no_personal_data_opens_no_page_and_finds_nobody(signed_in, make_person, role):
    person = make_person("雷鸣远")
    client = signed_in(role, "" if role == Role.ADMINISTRATOR else "6103" if role == Role.PREFECTURE_OFFICER else MEI)

    pages = [
        LIST,
        NEW,
        page_of(person),
        page_of(person, "timeline"),
        page_of(person, "reveal"),
        "/console/people/import",
    ]

    assert [client.get(page).status_code for page in pages] == [403] * len(pages)
    assert client.post(reverse("registry:quick_find"), {"q": "雷"}).status_code == 403


def test_counting_a_prefecture_does_not_widen_the_files_of_a_village(make_person, network):
    officer = actor_for(Role.PREFECTURE_OFFICER, "6103")
    Grant.objects.create(
        user_id=officer.user_id, role=Role.VILLAGE_CLERK, region_id=MEI_VILLAGE, starts_on=date(2000, 1, 1)
    )
    both = actor_of(User.objects.get(pk=officer.user_id))
    mine, foreign = make_person("王一"), make_person("古城人", MEI_SIBLING)

    assert list(people_visible(both)) == [mine]
    assert set(subjects(county=MEI, ids=[mine.pk, foreign.pk], actor=both)) == {mine.pk}
    assert (find(both, "古城人").items, find(both, "王一").items) == ([], [mine])


def test_opening_a_file_is_on_record_once_and_shows_the_telephone_but_no_identity_number(clerk, make_person):
    person = make_person(phone="13812349999")

    page = clerk.get(page_of(person))

    entry = AuditEntry.objects.get(county=MEI, act="people.open")
    assert (entry.subject_id, entry.outcome, entry.region_code) == (str(person.pk), "done", MEI_VILLAGE)
    assert person.id_number not in page.content.decode() and person.id_masked in text_of(page)
    assert "13812349999" in text_of(page)


def test_the_form_shows_what_the_page_shows_and_no_list_shows_a_telephone(clerk, make_person):
    person = make_person(phone="13812349999", political_status="party", party_branch="横渠村党支部")

    page, form, listed = clerk.get(page_of(person)), clerk.get(page_of(person, "edit")), clerk.get(LIST)

    assert ["13812349999" in text.content.decode() for text in (page, form, listed)] == [True, True, False]
    for text in (page, form):
        assert "横渠村党支部" not in text.content.decode() and person.id_number not in text.content.decode()
    assert form.context["form"]["political_status"].value() == ""
    assert "已登记" in text_of(page)


def test_of_somebody_who_died_only_the_family_is_called_on(clerk, make_person, today):
    alive, dead = make_person("王一"), make_person("王二", deceased_on=today)

    pages = [clerk.get(page_of(person)).content.decode() for person in (alive, dead)]

    assert [("记一次走访" in page, "reason=bereavement" in page) for page in pages] == [(True, False), (False, True)]


def test_a_list_asks_as_often_for_thirty_as_for_one(clerk, make_person):
    asked = []
    for have, want in ((0, 1), (1, 3), (3, 25)):
        for char in SYLLABLES[have:want]:
            make_person("王" + char, categories=["R02", "R07"], tags=["combat"])
        clerk.get(LIST)
        asked.append(queries_of(lambda: clerk.get(LIST)))

    assert asked == [asked[0]] * 3


def test_a_file_asks_as_often_for_three_hundred_facts_as_for_ten(clerk, make_person, everyone):
    person, now = make_person(), clock.now()
    asked = []
    for more in (15, 290):
        drafts = [
            Draft(COLLECTED, MEI_VILLAGE, now - timedelta(hours=i + more), people=[person.pk], channel="counter",
                  data={"change": "changed"})
            for i in range(more)
        ]  # fmt: skip
        write_facts(drafts, actor=everyone)
        clerk.get(page_of(person))
        asked.append(queries_of(lambda: clerk.get(page_of(person))))

    assert asked[0] == asked[1]


def test_the_older_part_of_a_timeline_follows_without_gap_or_double(clerk, make_person, everyone):
    person, now = make_person(), clock.now()
    write_facts(
        [
            Draft(COLLECTED, MEI_VILLAGE, now - timedelta(days=1 + i // 3), people=[person.pk], channel="counter",
                  data={"change": "changed"})
            for i in range(24)
        ],
        actor=everyone,
    )  # fmt: skip

    page, urls, seen = clerk.get(page_of(person)), [], []
    while True:
        seen += [entry["url"] for entry in page.context["entries"]]
        if not page.context["older_url"]:
            break
        urls.append(page.context["older_url"])
        page = clerk.get(urls[-1], headers={"HX-Request": "true"})

    assert (len(seen), len(set(seen)), len(urls)) == (25, 25, 2)
    assert clerk.get(page_of(person, "timeline") + "?before=nonsense").status_code == 200


def new_form(**given) -> dict:
    number = id_number(date(1955, 3, 12), serial=501)
    return {"id": str(uuid7()), "id_number": number, "name": "王建国", "station": MEI_VILLAGE, **given}


def test_a_form_sent_twice_opens_one_file(clerk):
    form = new_form(categories=["R02"])

    first, second = clerk.post(NEW, form), clerk.post(NEW, form, follow=True)

    (person,) = Person.objects.filter(county=MEI)
    assert (first.url, second.redirect_chain) == (page_of(person), [(page_of(person), 302)])
    assert "没有重复建" in text_of(second)


def test_a_form_with_a_fault_comes_back_with_all_that_was_typed(clerk):
    form = new_form(name="王😀", address="一组3号", categories=["R07"], phone="138")

    response = clerk.post(NEW, form)

    back = response.context["form"]
    assert (response.status_code, Person.objects.count()) == (422, 0)
    assert {k: back[k].value() for k in form} == form
    assert 'value="一组3号"' in response.content.decode()


def test_a_number_known_here_names_the_station_and_elsewhere_says_only_that_it_is_kept(clerk, make_person):
    here, elsewhere = id_number(serial=502), id_number(serial=503)
    make_person("王一", id_number=here)
    make_person("孙远方", HUYI_VILLAGE, id_number=elsewhere)

    known, held = clerk.post(NEW, new_form(id_number=here)), clerk.post(NEW, new_form(id_number=elsewhere))

    assert (known.status_code, held.status_code) == (422, 202)
    assert "已经建过档,在横渠村委会退役军人服务站" in text_of(known)
    assert "需要上级核对" in text_of(held)
    assert not any(word in text_of(held) for word in ("孙远方", "鄠邑", "人民路"))
    assert HeldCase.objects.get().given["name"] == "王建国"


def test_a_stale_small_form_can_be_sent_again(clerk, make_person, village_clerk, today):
    person = make_person()
    update_person(actor=village_clerk, person=get_person(village_clerk, person.pk), changes={"address": "二组9号"},
                  version=1)  # fmt: skip

    stale = clerk.post(page_of(person, "death"), {"version": 1, "on": today.isoformat()})
    form = stale.context["form"]
    again = clerk.post(page_of(person, "death"), {"version": form["version"].value(), "on": form["on"].value()})

    assert (stale.status_code, again.status_code) == (422, 302)
    person.refresh_from_db()
    assert (person.status, person.deceased_on) == ("deceased", today)


def test_only_what_was_touched_is_changed_and_an_emptied_telephone_is_gone(clerk, make_person, village_clerk):
    person = make_person(phone="13812349999", address="一组1号")

    saved = clerk.post(page_of(person, "edit"), edit_form(clerk, person, phone=""))

    person.refresh_from_db()
    assert (saved.status_code, person.phone, person.phone_index, person.address) == (302, "", None, "一组1号")
    assert list(Change.objects.filter(county=MEI).values_list("field", flat=True)) == ["phone"]
    assert find(village_clerk, "9999").items == []


def test_whole_numbers_are_shown_for_a_reason_and_kept_by_no_browser(clerk, make_person):
    person = make_person(phone="13812349999")
    url = page_of(person, "reveal")

    asked = clerk.get(url, headers={"HX-Request": "true"})
    refused = clerk.post(url, {"reason": " "}, headers={"HX-Request": "true"})
    shown = clerk.post(url, {"reason": "核对优待证"}, headers={"HX-Request": "true"})

    assert "<html" not in asked.content.decode() and 'name="reason"' in asked.content.decode()
    assert (refused.status_code, person.id_number in refused.content.decode()) == (422, False)
    assert person.id_number in shown.content.decode() and "13812349999" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    entry = AuditEntry.objects.get(county=MEI, act="people.reveal", outcome="done")
    assert (entry.reason, entry.subject_id) == ("核对优待证", str(person.pk))
    assert person.id_number not in str(entry.detail) and "13812349999" not in str(entry.detail)


def test_a_town_sees_its_villages_and_transfers(signed_in, make_person):
    person = make_person("王一")
    head = signed_in(Role.TOWN_HEAD, MEI_TOWN)

    moved = head.post(page_of(person, "transfer"), {"version": 1, "station": MEI_SIBLING})

    person.refresh_from_db()
    assert (moved.status_code, person.region_code) == (302, MEI_SIBLING)
    assert names_on(head.get(LIST)) == ["王一"]
