"""How alike two files are: each outcome, in Python and in the county run alike."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongyi.merging.likeness.county import CountyLinkage
from rongyi.merging.likeness.features import features, home_key, read_as_lunar
from rongyi.merging.likeness.levels import outcomes, within_one
from rongyi.merging.policy import policy_now
from tests.merging.population import Someone, number_of, population

BORN = date(1955, 3, 12)
ONE = Someone(
    UUID(int=1), "张建国", number_of(BORN, 101), BORN, "13812340000", "610326101200", "横渠村3组12号", ("妻子王秀英",)
)


def outcome_of(**changes) -> dict[str, str]:
    return outcomes(ONE.features(), replace(ONE, id=UUID(int=2), **changes).features())


def test_a_file_is_like_itself_in_everything():
    assert outcome_of() == {
        "name": "same", "birth": "same", "order": "same", "phone": "same", "place": "home", "kin": "shared",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "outcome"),
    [
        ({"name": "章建国"}, "name", "sound"),
        ({"name": "張建國"}, "name", "sound"),
        ({"name": "张建军"}, "name", "near"),
        ({"name": "李建国"}, "name", "near"),
        ({"name": "王张建国"}, "name", "near"),
        ({"name": "张拴牢"}, "name", "other"),
        ({"birth": date(1955, 3, 13)}, "birth", "slip"),
        ({"birth": date(1955, 3, 21)}, "birth", "slip"),
        ({"birth": date(1955, 12, 3)}, "birth", "turned"),
        ({"birth": date(1955, 2, 19)}, "birth", "lunar"),
        ({"birth": date(1955, 8, 25)}, "birth", "year"),
        ({"birth": date(1961, 8, 25)}, "birth", "other"),
        ({"number": number_of(BORN, 110)}, "order", "slip"),
        ({"number": number_of(BORN, 556)}, "order", "sex"),
        ({"number": number_of(BORN, 555)}, "order", "other"),
        ({"phone": ""}, "phone", "unknown"),
        ({"phone": "13812304000"}, "phone", "slip"),
        ({"phone": "15900001111"}, "phone", "other"),
        ({"address": "横渠三组12号"}, "place", "home"),
        ({"address": "横渠镇横渠村3组12号"}, "place", "home"),
        ({"address": "横渠村4组1号"}, "place", "village"),
        ({"address": ""}, "place", "village"),
        ({"address": "", "region_code": "610326101201"}, "place", "town"),
        ({"address": "", "region_code": "610326104200"}, "place", "other"),
        ({"kin": ()}, "kin", "unknown"),
        ({"kin": ("李玉兰",)}, "kin", "other"),
        ({"kin": ("张建国",), "name": "王秀英"}, "kin", "each_other"),
    ],
)
def test_each_usual_mistake_has_its_outcome(changes, field, outcome):
    assert outcome_of(**changes)[field] == outcome


def test_words_that_people_leave_out_of_an_address_do_not_count():
    assert home_key("横渠村委会三组 5号") == home_key("横渠村3组5") == "横渠35"


def test_a_lunar_birthday_is_read_as_the_day_that_it_was():
    assert read_as_lunar(date(1955, 2, 19)) == "19550312"
    assert read_as_lunar(date(1955, 1, 31)) is None  # no month of the old calendar has 31 days


def test_telephone_numbers_and_words_of_kin_are_no_names():
    kin = features(
        unique_id="1", name="张建国", order="101", is_man=True, birth=BORN, phone="", region_code=ONE.region_code,
        address="", kin=["妻子王秀英 13812340000", "儿子:张伟", "电话 0917-5512345"],
    ).kin  # fmt: skip
    assert kin == ("张伟", "王秀英")


@given(st.text("ab12", max_size=5), st.text("ab12", max_size=5))
def test_one_slip_apart_means_what_the_definition_says(a, b):
    letters = set(a + b) | {""}
    reached = {a}
    for i in range(len(a) + 1):
        for letter in letters:
            reached |= {a[:i] + letter + a[i:], a[:i] + letter + a[i + 1 :]}
        reached.add(a[:i] + a[i + 1 : i + 2] + a[i : i + 1] + a[i + 2 :])

    assert within_one(a, b) == (b in reached)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000))
def test_the_county_run_and_the_single_look_say_the_same_of_every_pair(seed):
    people = population(600, seed=seed, doubled=0.3)
    by_id = {str(one.id): one.features() for one in people.people}
    policy = policy_now()
    linkage = CountyLinkage(by_id.values(), policy, pieces=2)

    found = [pair for piece in (1, 2) for pair in linkage.pairs(piece, at_least=-30)]
    linkage.close()

    assert len({(p.first, p.second) for p in found}) == len(found) > 100
    for pair in found:
        assert pair.outcomes == outcomes(by_id[pair.first], by_id[pair.second])
        assert pair.score == policy.score(pair.outcomes)


def test_of_5000_people_nearly_all_second_files_are_found_and_few_others():
    people = population(5000, seed=3)
    policy = policy_now()
    linkage = CountyLinkage((one.features() for one in people.people), policy)

    found = {(pair.first, pair.second) for pair in linkage.pairs(1, at_least=policy.ask_from)}
    linkage.close()

    right = len(found & people.pairs.keys())
    assert len(people.pairs) == 200
    assert right / len(people.pairs) > 0.95
    assert right / len(found) > 0.95


def test_nothing_of_a_county_run_can_reach_a_disk():
    linkage = CountyLinkage([ONE.features(), replace(ONE, id=UUID(int=2)).features()], policy_now())
    ask = linkage._connection.execute

    assert ask("select current_setting('temp_directory')").fetchone() == ("",)
    for forbidden in ("copy (select 1) to '/tmp/rongyi_leak.csv'", "attach '/tmp/rongyi_leak.db'", "set threads = 1",
                      "install httpfs"):  # fmt: skip
        with pytest.raises(Exception, match=r"(?i)disabled|locked|permission|cannot"):
            ask(forbidden)
    linkage.close()
