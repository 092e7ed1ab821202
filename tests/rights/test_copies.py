import json
from datetime import date, timedelta

import pytest

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import NotFound, Refused
from rongyi.organisation.access import Actor, Reach
from rongyi.organisation.roles import Role
from rongyi.registry.services import open_file, update_person
from rongyi.rights.copies import copy_at_the_desk, copy_of, own_copy, parts
from rongyi.rights.services import ask, record_consent
from rongyi.visits.services import VisitInput, record_visit, record_visits
from tests.fixtures_people import MEI, MEI_VILLAGE


@pytest.fixture
def person(make_person, village_clerk):
    person = make_person(
        phone="13812345678", address="常兴街道1号", service=((date(1974, 12, 1), date(1979, 1, 1), "army", "班长"),)
    )
    update_person(actor=village_clerk, person=person, changes={"phone": "13912345678"}, version=person.version)
    person.refresh_from_db()
    record_visit(
        actor=village_clerk,
        given=VisitInput([person], date(2026, 11, 20), "home", "routine", note="邻居老赵说他腿疼", needs=["medical"]),
    )
    record_consent(actor=village_clerk, person=person, notice="collection", way="home")
    ask(actor=village_clerk, person=person, right="copy")
    open_file(actor=village_clerk, person=person)
    return person


def test_the_copy_holds_the_whole_file_in_words(person):
    copy = copy_of(person)

    identity = {row["label"]: row["value"] for row in copy["identity"]}
    assert (identity["姓名"], identity["公民身份号码"], identity["手机号码"]) == (
        "王建国",
        person.id_number,
        "13912345678",
    )
    assert identity["现住址"] == "常兴街道1号"
    service = next(group for group in copy["groups"] if group["title"] == "服役经历")
    assert {"label": "入伍日期", "value": "1974-12-01"} in service["rows"][0]
    assert [(one["field"], one["before"], one["after"]) for one in copy["changes"]] == [
        ("手机号码", "13812345678", "13912345678")
    ]
    assert {one["what"] for one in copy["services"]} >= {"走访", "信息采集", "告知与同意", "个人信息请求"}
    assert [one["right"] for one in copy["requests"]] == ["查阅复制"]
    assert "打开档案" in [look["act"] for look in copy["looks"]]


def test_what_staff_noted_of_a_visit_stays_out_since_it_may_speak_of_others(person):
    assert "老赵" not in json.dumps(copy_of(person), ensure_ascii=False)


def test_every_group_of_the_file_is_in_the_copy_or_nobody_would_notice(person):
    from django.apps import apps

    from rongyi.registry.models import Part

    ours = {model for model in apps.get_app_config("registry").get_models() if issubclass(model, Part)}

    assert set(parts()) >= ours


def test_the_person_takes_the_own_copy_home_as_json_and_as_pdf(person):
    me = Actor(None, person.name, (Reach(Role.VETERAN, MEI),), subject_id=person.pk)

    as_json, json_name = own_copy(actor=me, person=person, format="json")
    as_pdf, pdf_name = own_copy(actor=me, person=person, format="pdf")

    assert json.loads(as_json)["name"] == "王建国"
    assert json_name.endswith(".json") and pdf_name.endswith(".pdf")
    assert as_pdf.startswith(b"%PDF")
    assert AuditEntry.objects.filter(county=MEI, act="rights.own_copy").count() == 2


def test_nobody_takes_home_the_copy_of_another(person, make_person):
    other = make_person("李卫东")
    me = Actor(None, other.name, (Reach(Role.VETERAN, MEI),), subject_id=other.pk)

    with pytest.raises(NotFound):
        own_copy(actor=me, person=person, format="json")


def test_at_the_desk_a_copy_wants_a_reason_and_is_on_record_with_it(person, village_clerk, sibling_clerk):
    with pytest.raises(Refused, match="理由"):
        copy_at_the_desk(actor=village_clerk, person=person, format="pdf", reason="")
    copy_at_the_desk(actor=village_clerk, person=person, format="json", reason="本人来取")
    with pytest.raises(NotFound):
        copy_at_the_desk(actor=sibling_clerk, person=person, format="json", reason="想看看")

    done = AuditEntry.objects.get(county=MEI, act="rights.copy", outcome="done")
    assert (done.reason, done.subject_id, done.detail["format"]) == ("本人来取", str(person.pk), "json")


def test_the_own_copy_is_never_refused_and_never_cut_however_much_was_done(person, village_clerk):
    given = [VisitInput([person], date(2026, 1, 1) + timedelta(days=n), "phone", "routine") for n in range(260)]
    record_visits(actor=village_clerk, region_code=MEI_VILLAGE, given=given)
    for _time in range(60):
        ask(actor=village_clerk, person=person, right="copy")
        open_file(actor=village_clerk, person=person)
    veteran = Actor(None, person.name, (Reach(Role.VETERAN, MEI),), subject_id=person.pk)

    content, _name = own_copy(actor=veteran, person=person, format="json")

    copy = json.loads(content)
    visits = [one["on"] for one in copy["services"] if one["what"] == "走访"]
    assert (len(visits), len(set(visits)), len(copy["requests"])) == (261, 261, 61)
    assert len(copy["looks"]) >= 61
