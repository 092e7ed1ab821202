import pytest
from django.urls import reverse

from rongyi.kernel import clock
from rongyi.organisation.models import Facility, Station
from rongyi.portal.queries import public_number, stations_called
from rongyi.records.models import StationDay
from tests.fixtures_people import MEI, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN


@pytest.fixture
def visitor(client, network):
    return client


def test_the_front_page_shows_where_to_go_what_for_and_how_to_see_better(visitor, settings):
    settings.RONGYI_HELP_PHONE = "0917-5540000"

    page = visitor.get("/").content.decode()

    for word in ("眉县退役军人服务站", "鄠邑区退役军人服务站", "优待证", "tel:0917-5540000", "换大字版", "/feedback/"):
        assert word in page
    assert 'name="mode" value="elder"' in page


def test_the_large_letters_are_one_press_away_and_back(visitor):
    visitor.post(reverse("kernel:modes"), {"mode": "elder", "next": "/"})

    page = visitor.get("/").content.decode()

    assert 'data-mode="elder"' in page
    assert "换回普通字号" in page


@pytest.mark.parametrize(
    ("text", "codes"),
    [("常兴", [OTHER_TOWN, "610326104200"]), ("横渠镇", [MEI_TOWN]), ("没有这里", []), ("   ", [])],
)
def test_a_station_is_found_by_the_name_of_its_place(network, text, codes):
    assert [station.code for station in stations_called(text)[0]] == codes


def test_every_word_must_hold_in_name_or_address(network):
    Station.objects.filter(pk=MEI_VILLAGE).update(address="宝鸡市眉县横渠镇横渠村")

    assert [s.code for s in stations_called("眉县 横渠村")[0]] == [MEI_VILLAGE]


def test_the_page_of_the_finder_says_when_nothing_was_found(visitor):
    page = visitor.get(reverse("portal:stations"), {"q": "没有这里"}).content.decode()

    assert "没有找到这个地名" in page


def test_the_finder_finds_no_person(visitor, make_person):
    make_person("王建国")

    page = visitor.get(reverse("portal:stations"), {"q": "王建国"}).content.decode()

    assert "没有找到这个地名" in page


def test_a_station_shows_address_hours_phone_rooms_and_what_lies_below(visitor):
    Station.objects.filter(pk=MEI_TOWN).update(address="横渠镇政府一楼", hours="8:30–17:30", phone="0917-5541234")
    Facility.objects.create(county=MEI, region_code=MEI_TOWN, station_id=MEI_TOWN, area="COUNSEL")
    Facility.objects.create(county=MEI, region_code=MEI_TOWN, station_id=MEI_TOWN, area="LEGAL", in_use=False)

    page = visitor.get(reverse("portal:station", args=[MEI_TOWN])).content.decode()

    for word in ("横渠镇政府一楼", "8:30–17:30", "tel:0917-5541234", "心理咨询室", "古城村委会退役军人服务站"):
        assert word in page
    assert "司法援助" not in page


def test_a_station_that_is_not_open_to_the_public_is_not_there(visitor):
    Station.objects.filter(pk=MEI_TOWN).update(is_open=False)

    answers = [visitor.get(reverse(f"portal:{name}", args=[MEI_TOWN])) for name in ("station", "kiosk")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert visitor.get(reverse("portal:station", args=[MEI_VILLAGE])).status_code == 200


@pytest.mark.parametrize(("n", "shown"), [(0, None), (4, None), (5, 5), (9, 5), (123, 120)])
def test_a_public_number_begins_at_five_and_goes_in_steps(n, shown):
    assert public_number(n) == shown


@pytest.mark.parametrize(("facts", "shown"), [(4, "少于5"), (17, "15")])
def test_the_wall_screen_shows_public_figures_only(visitor, make_person, facts, shown):
    make_person("王建国", region_code=MEI_VILLAGE)
    StationDay.objects.create(county=MEI, region_code=MEI_VILLAGE, kind="visit", day=clock.today(), facts=facts)

    page = visitor.get(reverse("portal:kiosk", args=[MEI_VILLAGE]))

    assert page.context["figures"]["month"] == (None if shown == "少于5" else int(shown))
    assert shown in page.content.decode()
    assert "王建国" not in page.content.decode()


def test_public_pages_ask_a_constant_number_of_questions(visitor, django_assert_max_num_queries):
    for name, args in (("home", []), ("stations", []), ("station", [MEI_TOWN]), ("kiosk", [MEI]), ("kiosks", [])):
        with django_assert_max_num_queries(6):
            visitor.get(reverse(f"portal:{name}", args=args))
