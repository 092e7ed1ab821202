"""Who is due follows from the files, at the opening and on each day of the window."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.confirmations.models import Attempt, Campaign, Duty
from rongyi.confirmations.services import keeping, opening
from rongyi.confirmations.services.confirming import confirm
from rongyi.confirmations.services.keeping import refresh, sweep, sweep_all
from rongyi.confirmations.services.opening import CampaignInput, close_campaign, fill, open_campaign
from rongyi.kernel.errors import Conflict, Refused
from rongyi.registry.models import Person
from rongyi.registry.services import PersonInput, create_people, record_death, transfer_person, update_person
from tests.confirmations.conftest import FIRST, LAST, TODAY
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN_VILLAGE, id_number


def duties() -> dict[str, tuple]:
    rows = Duty.objects.filter(county=MEI).select_related("person")
    return {d.person.name: (d.state, d.group, d.region_code, d.end_reason) for d in rows}


def test_a_campaign_finds_those_whom_the_definition_names_and_no_other(make_person, campaign_of):
    make_person("甲伤残", categories=["R07"])
    make_person("乙遗属", categories=["R09"], tags=["martyr_child"])
    make_person("丙参战", categories=["R02"], tags=["rural_60", "combat"])
    make_person("丁在职", categories=["R02"])
    make_person("戊去世", categories=["R07"], deceased_on=date(2026, 1, 2))
    make_person("己外县", categories=["R07"], region_code=HUYI_VILLAGE)

    campaign = campaign_of()

    assert (campaign.state, campaign.looked_at, campaign.title) == ("open", 5, "2026年优抚对象年度确认")
    assert duties() == {
        "甲伤残": ("due", "disabled", MEI_VILLAGE, ""),
        "乙遗属": ("due", "survivors", MEI_VILLAGE, ""),
        "丙参战": ("due", "combat", MEI_VILLAGE, ""),
    }


def test_a_campaign_of_one_town_leaves_the_other_alone(make_person, campaign_of):
    make_person("甲横渠", categories=["R07"])
    make_person("乙常兴", categories=["R07"], region_code=OTHER_TOWN_VILLAGE)

    campaign_of(region_code=MEI_TOWN)

    assert duties() == {"甲横渠": ("due", "disabled", MEI_VILLAGE, "")}


def test_settings_of_a_campaign_are_its_own(make_person, campaign_of):
    make_person("甲伤残", categories=["R07"])
    make_person("乙参战", tags=["combat"])

    campaign = campaign_of(
        groups=["combat"], methods=["on_site", "proxy"], remind_every=7, attempts=2, days_between=3,
        only_after_window=False, title="参战人员确认", notice="请来一趟", letter="暂缓发放",
    )  # fmt: skip

    assert duties() == {"乙参战": ("due", "combat", MEI_VILLAGE, "")}
    kept = {key: value for key, value in campaign.settings.items() if key != "groups"}
    assert kept == {
        "methods": ["on_site", "proxy"], "reminders": {"every_days": 7},
        "follow_up": {"attempts": 2, "days_between": 3, "only_after_window": False},
        "notice": {"zh": "请来一趟", "en": "请来一趟"}, "letter": {"zh": "暂缓发放", "en": "暂缓发放"},
    }  # fmt: skip
    assert campaign.title == "参战人员确认"


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"last_on": date(2026, 8, 1)}, "不能早于"),
        ({"last_on": date(2028, 1, 1)}, "最长一年"),
        ({"groups": ["nobody"]}, "至少选一类"),
        ({"methods": ["face"]}, "至少选一种"),
        ({"definition": "unknown"}, "没有这种"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(campaign_of, given, word):
    with pytest.raises(Refused, match=word):
        campaign_of(**given)

    assert not Campaign.objects.filter(county=MEI).exists()


def test_the_same_campaign_is_opened_once_a_year(campaign_of):
    campaign_of()

    with pytest.raises(Conflict, match="已经开展过"):
        campaign_of()

    assert Campaign.objects.filter(county=MEI).count() == 1


def test_the_list_keeps_in_step_with_the_files(make_person, campaign_of, everyone):
    old = make_person("甲伤残", categories=["R07"])
    dead = make_person("乙参战", tags=["combat"])
    later = make_person("丙后来", categories=["R02"])
    campaign_of()

    make_person("丁新来", categories=["R10"])
    transfer_person(actor=everyone, person=old, to_code=MEI_SIBLING)
    record_death(actor=everyone, person=dead, on=TODAY)
    update_person(actor=everyone, person=later, changes={"tags": ["rural_60"]}, version=later.version)

    assert duties() == {
        "甲伤残": ("due", "disabled", MEI_SIBLING, ""),
        "乙参战": ("ended", "combat", MEI_VILLAGE, "death"),
        "丙后来": ("due", "rural_60", MEI_VILLAGE, ""),
        "丁新来": ("due", "survivors", MEI_VILLAGE, ""),
    }


def test_who_no_longer_fits_is_ended_and_comes_back_when_they_fit_again(make_person, campaign_of, everyone, duty_of):
    person = make_person("甲参战", tags=["combat"])
    campaign_of()

    update_person(actor=everyone, person=person, changes={"tags": []}, version=person.version)
    ended = duty_of(person)
    update_person(actor=everyone, person=person, changes={"tags": ["combat"]}, version=person.version)

    assert (ended.state, ended.end_reason) == ("ended", "not_eligible")
    assert (duty_of(person).state, duty_of(person).end_reason) == ("due", "")


def test_who_was_confirmed_is_confirmed_still_when_they_fit_again(
    make_person, campaign_of, everyone, duty_of, confirmed_by
):
    person = make_person("甲参战", tags=["combat"])
    campaign_of()
    fact = confirm(actor=everyone, duties=[duty_of(person)], given=confirmed_by())[0]

    update_person(actor=everyone, person=person, changes={"tags": []}, version=person.version)
    update_person(actor=everyone, person=person, changes={"tags": ["combat"]}, version=person.version)

    assert (duty_of(person).state, duty_of(person).fact_id) == ("confirmed", fact.pk)


def test_what_was_tried_moves_with_the_person(make_person, campaign_of, everyone, missed):
    person = make_person("甲伤残", categories=["R07"])
    campaign_of()
    missed(person, TODAY)

    transfer_person(actor=everyone, person=person, to_code=MEI_SIBLING)

    assert list(Attempt.objects.filter(county=MEI).values_list("region_code", flat=True)) == [MEI_SIBLING]


def test_the_sweep_mends_what_no_signal_told(make_person, campaign_of):
    moved, merged = make_person("甲伤残", categories=["R07"]), make_person("乙参战", tags=["combat"])
    campaign_of()
    Person.objects.filter(county=MEI, pk=moved.pk).update(region_code=MEI_SIBLING)
    Person.objects.filter(county=MEI, pk=merged.pk).update(status="merged", merged_into=moved.pk)

    done, again, nightly = sweep(MEI), sweep(MEI), sweep_all()

    assert done == {"opened": 0, "moved": 1, "ended": 1, "revived": 0}
    assert again == {"opened": 0, "moved": 0, "ended": 0, "revived": 0}
    assert nightly == 0
    assert duties() == {
        "甲伤残": ("due", "disabled", MEI_SIBLING, ""),
        "乙参战": ("ended", "combat", MEI_VILLAGE, "merged"),
    }


def test_a_confirmation_goes_with_a_merger_and_comes_back_when_it_is_undone(
    make_person, campaign_of, everyone, duty_of, confirmed_by
):
    gone, kept = make_person("甲伤残", categories=["R07"]), make_person("甲伤残", categories=["R07"])
    campaign_of()
    fact = confirm(actor=everyone, duties=[duty_of(gone)], given=confirmed_by())[0]

    Person.objects.filter(county=MEI, pk=gone.pk).update(status="merged", merged_into=kept.pk)
    refresh(MEI, {gone.pk, kept.pk})
    merged = [(d.state, d.end_reason, d.fact_id) for d in (duty_of(gone), duty_of(kept))]
    Person.objects.filter(county=MEI, pk=gone.pk).update(status="active", merged_into=None)
    refresh(MEI, {gone.pk, kept.pk})

    assert merged == [("ended", "merged", None), ("confirmed", "", fact.pk)]
    assert [(d.state, d.end_reason, d.fact_id) for d in (duty_of(gone), duty_of(kept))] == [
        ("confirmed", "", fact.pk), ("due", "", None),
    ]  # fmt: skip


def test_a_closed_campaign_follows_nobody_any_more(make_person, campaign_of, section_officer):
    campaign = campaign_of()
    close_campaign(actor=section_officer, campaign=campaign)

    make_person("甲伤残", categories=["R07"])

    assert (campaign.state, duties()) == ("closed", {})
    with pytest.raises(Refused, match="已经结束"):
        close_campaign(actor=section_officer, campaign=campaign)


def many(count: int, everyone) -> None:
    given = [
        PersonInput(name="老兵", id_number=id_number(date(1950, 1, 1 + n // 900), n % 900), region_code=MEI_VILLAGE,
                    categories=["R07"])
        for n in range(count)
    ]  # fmt: skip
    create_people(actor=everyone, region_code=MEI, given=given)


def opened(actor) -> Campaign:
    given = CampaignInput(definition="yearly", first_on=FIRST, last_on=LAST)
    return open_campaign(actor=actor, region_code=MEI, given=given)


def test_a_list_that_was_interrupted_goes_on_where_it_was(section_officer, everyone, monkeypatch):
    monkeypatch.setattr(opening, "CHUNK", 10)
    many(35, everyone)
    campaign = opened(section_officer)

    def die(looked_at: int) -> None:
        if looked_at == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(campaign, die)
    half = (campaign.state, Duty.objects.filter(county=MEI).count())
    fill(Campaign.objects.get(county=MEI, pk=campaign.pk))
    fill(campaign)  # the killed one comes back late and finds nothing to do

    campaign.refresh_from_db()
    assert half == ("opening", 20)
    assert (campaign.state, campaign.looked_at, Duty.objects.filter(county=MEI).count()) == ("open", 35, 35)


def test_the_list_is_made_without_a_statement_for_each_person(section_officer, everyone, monkeypatch):
    monkeypatch.setattr(opening, "CHUNK", 100)
    many(200, everyone)
    campaign = opened(section_officer)

    with CaptureQueriesContext(connection) as queries:
        fill(campaign)

    assert Duty.objects.filter(county=MEI).count() == 200
    assert len(queries) <= 3 * 12


def test_a_chunk_of_changed_files_costs_the_same_for_few_and_for_many(campaign_of, everyone):
    many(40, everyone)
    campaign = campaign_of()
    ids = list(Person.objects.filter(county=MEI).values_list("pk", flat=True))
    Person.objects.filter(county=MEI).update(status="deceased", deceased_on=TODAY)

    with CaptureQueriesContext(connection) as few:
        keeping.refresh_campaign(campaign, ids[:2])
    with CaptureQueriesContext(connection) as more:
        keeping.refresh_campaign(campaign, ids[2:])

    assert len(few) == len(more)
    assert Duty.objects.filter(county=MEI, state="ended").count() == 40
