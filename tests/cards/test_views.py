"""The pages of cards: who sees which, what is entered and signed off, and what everybody sees of the catalogue."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rongyi.cards.models import Card, Offer
from rongyi.cards.queries import live_card
from rongyi.casework.models import Case, CaseMaterial
from rongyi.casework.picture_rules import rule_of
from rongyi.casework.procedures import store
from rongyi.casework.services.materials import attach_material
from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.portraits import check_portrait, make_portrait
from rongyi.kernel.files.store import Received, open_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.models import AuditEntry
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from tests.cards.conftest import MONDAY
from tests.cards.scene import held
from tests.casework.scene import apply_for_card, card_to_the_hand, do
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, actor_for
from tests.kernel.portrait_pictures import BLUE, as_bytes, somebody

pytestmark = pytest.mark.usefixtures("on_a_monday")


def to_the_town(posts, person, tail="1234") -> Case:
    case = apply_for_card(posts.village, person)
    for who, what in ((posts.town, "accept"), (posts.centre, "verify"), (posts.bureau, "agree"), (posts.city, "agree"),
                      (posts.province, "file"), (posts.centre, "made")):  # fmt: skip
        do(who, case, what)
    do(posts.centre, case, "receive", values={"card_tail": tail})
    case.refresh_from_db()
    return case


def offer(code: str, title: str, **given) -> Offer:
    given = {"kind": "transport", "merchant": "公交公司", "source": "县文件", "starts_on": date(2026, 1, 1), **given}
    return Offer.objects.create(
        county=code[:6].ljust(6, "0"), region_code=code, title=title, changed_at=clock.now(), changed_by="赵敏", **given
    )


def test_the_list_has_the_cards_of_the_reach_and_always_asks_as_often(
    posts, make_person, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    held(posts, make_person("王建国"), valid_to=date(2026, 12, 20))
    elsewhere = make_person("外村人", region_code=MEI_SIBLING)
    held(replace(posts, village=actor_for(Role.VILLAGE_CLERK, MEI_SIBLING)), elsewhere)
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    page = client.get("/console/cards/").content.decode()
    ending = client.get("/console/cards/?state=ending").content.decode()

    assert "王建国" in page and "外村人" not in page
    assert "27天后到期" in ending
    with django_assert_max_num_queries(30) as one:
        client.get("/console/cards/")
    for name in ("李卫东", "张三"):
        held(posts, make_person(name))
    with django_assert_num_queries(len(one.captured_queries)):
        client.get("/console/cards/")


def test_a_card_is_entered_from_the_page_of_the_person_and_never_whole(posts, wang, signed_in):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    given = {
        "kind": "vet",
        "bank": "abc",
        "card_tail": "6222020200012345678",
        "province": "61",
        "issued_on": "2022-03-01",
    }

    refused = client.post(reverse("cards:enter", args=[wang.pk]), given)
    made = client.post(reverse("cards:enter", args=[wang.pk]), {**given, "card_tail": "5678"})

    card = live_card(wang)
    assert (refused.status_code, made.url) == (422, reverse("cards:card", args=[card.pk]))
    assert "只登记编号后四位" in refused.content.decode()
    assert (card.tail, card.bank, card.issued_on) == ("5678", "abc", date(2022, 3, 1))
    shown = client.get(made.url).content.decode()
    assert "登记已有的证" in shown and "5678" in shown
    assert "使用中,尾号5678" in client.get(reverse("registry:person", args=[wang.pk])).content.decode().replace(
        "，", ","
    )


def test_a_loss_is_written_down_and_lifted_at_the_desk(posts, wang, signed_in):
    card = held(posts, wang)
    client = signed_in(Role.TOWN_HEAD, MEI_TOWN)

    client.post(reverse("cards:temporary_loss", args=[card.pk]), {"on": "2026-11-23", "days": 7})
    card.refresh_from_db()
    lost = (card.state, card.temp_until)
    client.post(reverse("cards:lift", args=[card.pk]), {"on": "2026-11-23", "note": "找到了"})
    card.refresh_from_db()
    again = client.post(reverse("cards:lift", args=[card.pk]), {"on": "2026-11-23"})

    assert (lost, card.state, again.status_code) == (("temp_lost", date(2026, 11, 30)), "in_use", 422)


def test_cards_that_wait_are_printed_signed_and_signed_off_in_one_go(posts, make_person, signed_in):
    people = [make_person(name, categories=["R02"]) for name in ("王建国", "李卫东", "赵铁柱")]
    cases = [to_the_town(posts, person, f"000{n}") for n, person in enumerate(people)]
    client = signed_in(Role.TOWN_HEAD, MEI_TOWN, name="王建军")
    chosen = {"cases": [str(case.pk) for case in cases[:2]], "way": "ceremony", **{f"by-{c.pk}": "本人" for c in cases}}
    chosen[f"by-{cases[1].pk}"] = "李秀英(妻子)"

    page = client.get("/console/cards/hand-over").content.decode()
    papers = [client.post(f"/console/cards/hand-over/{name}", {**chosen, "title": "颁发仪式", "agenda": "宣读名单\n合影"})
              for name in ("list", "ceremony")]  # fmt: skip
    nobody = client.post("/console/cards/hand-over", {"way": "station"})
    done = client.post("/console/cards/hand-over", chosen)

    assert all(person.name in page for person in people)
    assert [(paper.status_code, paper.content[:5]) for paper in papers] == [(200, b"%PDF-")] * 2
    assert (nobody.status_code, done.status_code) == (422, 302)
    assert [live_card(person) is not None for person in people] == [True, True, False]
    assert live_card(people[1]).tail == "0001"
    acts = AuditEntry.objects.filter(county=MEI, act__in=("cards.hand_over", "cards.print"), outcome="done")
    assert sorted(entry.act for entry in acts) == ["cards.hand_over", "cards.print", "cards.print"]


def test_half_a_list_is_not_signed_off(posts, make_person, signed_in):
    people = [make_person(name, categories=["R02"]) for name in ("王建国", "李卫东")]
    cases = [to_the_town(posts, person) for person in people]
    held(posts, people[1])
    client = signed_in(Role.TOWN_HEAD, MEI_TOWN)

    answer = client.post(
        "/console/cards/hand-over",
        {"cases": [str(c.pk) for c in cases], "way": "station", **{f"by-{c.pk}": "本人" for c in cases}},
    )

    assert (answer.status_code, "李卫东" in answer.content.decode()) == (422, True)
    assert live_card(people[0]) is None
    assert set(Case.objects.filter(county=MEI).values_list("state", flat=True)) == {"open"}


def test_the_catalogue_shows_what_holds_today_at_a_place_and_around_it(network):
    offer("610326", "本县公交"), offer("61", "全省景区", kind="sights"), offer("610326101", "横渠超市")
    offer("610326", "已过期", ends_on=date(2026, 11, 22)), offer("610326", "还没开始", starts_on=date(2026, 12, 1))
    offer("610118", "外县公交")
    client = Client()

    def titles(**asked) -> set[str]:
        page = client.get("/offers/", asked).content.decode()
        known = ("本县公交", "全省景区", "横渠超市", "已过期", "还没开始", "外县公交")
        return {title for title in known if title in page}

    assert titles() == {"本县公交", "全省景区", "横渠超市", "外县公交"}
    assert titles(place="610326") == {"本县公交", "全省景区", "横渠超市"}
    assert titles(place="610326", kind="sights") == {"全省景区"}
    assert titles(q="超市") == {"横渠超市"}
    assert titles(place="nowhere", kind="nothing") == {"本县公交", "全省景区", "横渠超市", "外县公交"}
    with clock.pretending(MONDAY + timedelta(days=30)):
        assert "还没开始" in titles()


def test_staff_keep_the_catalogue_of_their_own_places(network, signed_in):
    client = signed_in(Role.SECTION_OFFICER, MEI)
    given = {"region_code": MEI, "title": "免费乘车", "merchant": "公交公司", "kind": "transport", "source": "县文件",
             "starts_on": "2026-11-01", "ends_on": "2026-10-01"}  # fmt: skip

    wrong = client.post("/console/cards/offers/new", given)
    right = client.post("/console/cards/offers/new", {**given, "ends_on": ""})
    made = Offer.objects.get(county=MEI)
    page = reverse("cards:offer_edit", args=[made.pk])
    changed = client.post(page, {**given, "ends_on": "2026-11-30", "version": made.version})
    stale = client.post(page, {**given, "ends_on": "2026-12-30", "version": made.version})
    elsewhere = client.get(reverse("cards:offer_edit", args=[offer("610118", "外县公交").pk]))

    made.refresh_from_db()
    assert (wrong.status_code, right.status_code, changed.status_code) == (422, 302, 302)
    assert (stale.status_code, elsewhere.status_code, made.ends_on) == (422, 404, date(2026, 11, 30))


def test_a_veteran_sees_the_own_card_shows_it_and_reports_it_lost(posts, wang, signed_in):
    held(posts, wang)
    client = signed_in(Role.VETERAN, wang.region_code)
    Grant.objects.filter(role=Role.VETERAN).update(subject_id=wang.pk)

    page = client.get("/my/card/").content.decode()
    code = client.post("/my/card/code").content.decode()
    client.post("/my/card/loss", {"on": "2026-11-23", "days": 15})

    assert "0007" in page and "出示优待证码" in page
    assert "data:image/svg+xml" in code and "王建国" not in code
    assert live_card(wang).state == "temp_lost"


def test_who_has_no_card_is_led_to_the_application(wang, signed_in):
    client = signed_in(Role.VETERAN, wang.region_code)
    Grant.objects.filter(role=Role.VETERAN).update(subject_id=wang.pk)

    assert "申领优待证" in client.get("/my/card/").content.decode()


def test_another_countys_card_is_not_there(posts, wang, signed_in):
    card = held(posts, wang)

    assert signed_in(Role.VILLAGE_CLERK, HUYI_VILLAGE).get(f"/console/cards/{card.pk}").status_code == 404
    assert Card.objects.get(county=MEI, pk=card.pk).state == "in_use"


def test_a_portrait_is_kept_only_as_the_definition_asks_for_it_whichever_way_it_came(posts, wang):
    case = apply_for_card(posts.village, wang, shown=("id_card", "discharge"))
    rule = rule_of(store.current("card_issue")[0].material("photo").picture)
    raw, cut = as_bytes(somebody(ground=BLUE)), make_portrait(as_bytes(somebody()), None, rule)

    with pytest.raises(Refused) as told:
        attach_material(actor=posts.village, case=case, key="photo", received=Received("照片.jpg", "image/jpeg", raw))
    attach_material(actor=posts.village, case=case, key="photo", received=Received("照片.jpg", "image/jpeg", cut))

    assert "背景" in str(told.value) and "尺寸" in str(told.value)
    row = CaseMaterial.objects.get(county=MEI, case=case, key="photo")
    kept = open_file(StoredFile.objects.get(county=MEI, pk=row.file_id))
    assert (kept, check_portrait(kept, rule)) == (cut, [])


def test_the_page_of_a_paper_cuts_a_picture_of_a_phone_and_lists_what_is_wrong(posts, wang, signed_in):
    case = apply_for_card(posts.village, wang, shown=("id_card", "discharge"))
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    page = reverse("casework:material", args=[case.pk, "photo"])

    wrong = client.post(
        page, {"bring": "1", "file": SimpleUploadedFile("me.jpg", as_bytes(somebody(ground=BLUE)), "image/jpeg")}
    )
    right = client.post(page, {"bring": "1", "file": SimpleUploadedFile("me.jpg", as_bytes(somebody()), "image/jpeg")})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "白墙" in wrong.content.decode()
    assert CaseMaterial.objects.get(county=MEI, case=case, key="photo").state == "given"


def test_the_ledger_has_a_line_for_each_thing_that_happened(posts, wang, signed_in):
    card_to_the_hand(posts, apply_for_card(posts.village, wang))

    page = signed_in(Role.TOWN_HEAD, MEI_TOWN).get("/console/ledgers/cards").content.decode()

    assert "王建国" in page and "发放" in page and "1234" in page
