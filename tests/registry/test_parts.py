"""The entries of a file: added, corrected and ended, each with its history, and nothing ever gone."""

from datetime import date, timedelta

import pytest

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry, verify
from rongyi.kernel.errors import Denied, NotFound, Refused, Stale
from rongyi.kernel.ids import uuid7
from rongyi.records.models import Fact
from rongyi.registry.models import (
    PART_MODELS,
    Change,
    Credential,
    Disability,
    Entitlement,
    Honour,
    Livelihood,
    Person,
    ServicePeriod,
    Work,
)
from rongyi.registry.parts import KINDS, PARTS
from rongyi.registry.services import add_part, correct_part, end_part, record_death, transfer_person
from rongyi.registry.services.revealing import reveal_part
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE

EXAMPLES = {
    "category": {"code": "R07", "proof_kind": "残疾军人证", "proof_number": "陕军A001"},
    "tag": {"code": "combat", "starts_on": date(1979, 2, 17)},
    "service": {"enlisted_on": date(1974, 12, 1), "discharged_on": date(1979, 1, 1), "branch": "army",
                "discharge_kind": "discharged", "unit_kind": "troops"},
    "honour": {"kind": "merit_3", "year": 1978, "document_number": "军字12号"},
    "disability": {"cause": "duty", "grade": "7", "rated_on": date(1980, 5, 1), "certificate_number": "陕军A001"},
    "relative": {"relation": "spouse", "name": "李秀英", "phone": "13900000000"},
    "placement": {"mode": "assigned", "place": "眉县", "reported_on": date(1979, 2, 1)},
    "household": {"members": 4, "income_class": "ordinary", "income_source": "farming"},
    "livelihood": {"housing": "own", "insurance": "resident", "pension": "resident", "illness": "高血压"},
    "work": {"status": "retired", "skills": "驾驶"},
    "entitlement": {"kind": "combat_test", "standard_fen": 98000, "per": "month", "bank": "农业银行",
                    "bank_account": "6228 4800 1234 5678"},
    "credential": {"kind": "plaque", "number": "陕C 000123", "issued_on": date(2019, 5, 1)},
}  # fmt: skip


@pytest.fixture
def wang(make_person):
    return make_person("王建国")


def now(person) -> Person:
    return Person.objects.get(county=MEI, pk=person.pk)


def add(actor, person, part, **given):
    return add_part(actor=actor, person=now(person), part=part, given=given, version=now(person).version)


def history(part: str) -> list[tuple]:
    rows = Change.objects.filter(county=MEI, part=part).order_by("version", "field")
    return [(c.field, c.before, c.after, c.version) for c in rows]


def test_the_table_knows_every_part_and_every_example_is_one():
    assert {kind.model for kind in KINDS} == set(PART_MODELS)
    assert set(EXAMPLES) == set(PARTS)
    for kind in KINDS:
        assert set(kind.told) <= set(kind.fields) <= {f.name for f in kind.model._meta.get_fields()}


@pytest.mark.parametrize("part", sorted(EXAMPLES))
def test_an_entry_leaves_itself_its_history_a_fact_and_one_line_in_the_trail(village_clerk, wang, part):
    row = add(village_clerk, wang, part, **EXAMPLES[part])

    stored = PARTS[part].model.objects.get(county=MEI)
    read = {name: getattr(stored, name) for name in EXAMPLES[part] if name not in ("bank_account", "number")}
    assert read == {name: value for name, value in EXAMPLES[part].items() if name in read}
    assert (stored.pk, stored.region_code, stored.is_struck) == (row.pk, MEI_VILLAGE, False)
    assert {field for field, before, _after, version in history(part) if not before and version == 2} >= set(
        EXAMPLES[part]
    )
    fact = Fact.objects.order_by("seq").last()
    assert (fact.data["change"], fact.data["fields"]) == ("changed", PARTS[part].label)
    assert [(e.outcome, e.detail) for e in AuditEntry.objects.filter(act="people.add_part")] == [
        ("done", {"part": part, "fields": [part]})
    ]
    assert verify()[1] == []


@pytest.mark.parametrize("part", sorted(EXAMPLES))
def test_a_former_value_stays_and_a_mistake_is_struck_out_and_not_deleted(village_clerk, wang, part):
    row = add(village_clerk, wang, part, **EXAMPLES[part])

    struck = end_part(
        actor=village_clerk, person=now(wang), part=part, part_id=row.pk, ending="mistake", version=2
    )  # fmt: skip

    assert struck.is_struck and PARTS[part].model.objects.filter(county=MEI, pk=row.pk).exists()
    assert ("is_struck", "", "1", 3) in history(part)
    with pytest.raises(Refused, match="不能再改"):
        correct_part(actor=village_clerk, person=now(wang), part=part, part_id=row.pk, given={}, version=3)
    add(village_clerk, wang, part, **EXAMPLES[part])  # the right one may be entered now


def test_a_correction_changes_only_what_is_given_and_keeps_the_former_value(village_clerk, wang):
    row = add(village_clerk, wang, "honour", **EXAMPLES["honour"])

    correct_part(
        actor=village_clerk, person=now(wang), part="honour", part_id=row.pk, given={"year": 1977}, version=2
    )  # fmt: skip

    after = Honour.objects.get(county=MEI)
    assert (after.year, after.kind, after.document_number) == (1977, "merit_3", "军字12号")
    assert history("honour")[-1] == ("year", "1978", "1977", 3)


def test_nothing_changed_is_no_history_and_no_fact(village_clerk, wang):
    row = add(village_clerk, wang, "work", **EXAMPLES["work"])
    facts = Fact.objects.count()

    correct_part(
        actor=village_clerk, person=now(wang), part="work", part_id=row.pk, given={"skills": " 驾驶 "}, version=2
    )  # fmt: skip

    assert Fact.objects.count() == facts and not Change.objects.filter(county=MEI, version=3).exists()


def test_a_new_livelihood_takes_the_place_of_the_former_which_keeps_its_days(village_clerk, wang):
    add(village_clerk, wang, "work", status="employed", starts_on=date(2010, 1, 1))
    add(village_clerk, wang, "work", status="unemployed", starts_on=date(2024, 6, 30))
    add(village_clerk, wang, "work", status="farming")

    rows = Work.objects.filter(county=MEI).order_by("pk").values_list("status", "starts_on", "ends_on", "ending")
    assert list(rows) == [
        ("employed", date(2010, 1, 1), date(2024, 6, 30), "changed"),
        ("unemployed", date(2024, 6, 30), clock.today(), "changed"),
        ("farming", clock.today(), None, ""),
    ]
    with pytest.raises(Refused, match="早于现在这一条"):
        add(village_clerk, wang, "work", status="studying", starts_on=date(2001, 1, 1))


def test_a_stale_version_adds_corrects_and_ends_nothing(village_clerk, wang):
    row = add(village_clerk, wang, "honour", **EXAMPLES["honour"])
    person, part = now(wang), {"part": "honour", "version": 1}

    for act in (
        lambda: add_part(actor=village_clerk, person=person, given=EXAMPLES["honour"], **part),
        lambda: correct_part(actor=village_clerk, person=person, part_id=row.pk, given={"year": 1970}, **part),
        lambda: end_part(actor=village_clerk, person=person, part_id=row.pk, ending="mistake", **part),
    ):
        with pytest.raises(Stale):
            act()

    assert [(h.year, h.is_struck) for h in Honour.objects.filter(county=MEI)] == [(1978, False)]
    assert now(wang).version == 2


@pytest.mark.parametrize(
    ("part", "given", "field", "code"),
    [
        ("honour", {"kind": "rich"}, "kind", "invalid"),
        ("honour", {}, "kind", "required"),
        ("honour", {"kind": "merit_3", "year": 1960}, "year", "invalid"),
        ("honour", {"kind": "merit_3", "risk": "高"}, "risk", "unknown_field"),
        ("disability", {"cause": "illness", "grade": "7"}, "grade", "grade"),
        ("disability", {"cause": "war", "grade": "11"}, "grade", "invalid"),
        ("disability", {"cause": "war", "grade": "7", "rated_on": date(2999, 1, 1)}, "rated_on", "future"),
        ("category", {"code": "R07", "sub_kind": "monthly"}, "sub_kind", "invalid"),
        ("category", {"code": "R02", "starts_on": date(2020, 1, 1), "ends_on": date(2019, 1, 1)}, "ends_on", "order"),
        ("service", {"enlisted_on": "1974-13-01"}, "enlisted_on", "invalid"),
        ("service", {"enlisted_on": date(1974, 12, 1), "discharge_kind": "discharged"}, "discharged_on", "required"),
        ("service", {"enlisted_on": date(1974, 12, 1), "hardship_years": 90}, "hardship_years", "too_many"),
        ("service", {"enlisted_on": date(1974, 12, 1), "unit_name": "某部"}, "unit_name", "unknown_field"),
        ("relative", {"relation": "child", "name": "王😀"}, "name", "name_character"),
        ("relative", {"relation": "child", "name": "王强", "phone": "138"}, "phone", "phone_form"),
        ("household", {"members": 0}, "members", "invalid"),
        ("household", {"members": True}, "members", "invalid"),
        ("entitlement", {"kind": "other", "standard_fen": 100}, "per", "required"),
        ("entitlement", {"kind": "other", "bank_account": "12"}, "bank_account", "invalid"),
        ("credential", {"kind": "plaque", "number": "1" * 41}, "number", "too_long"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field_and_adds_nothing(village_clerk, wang, part, given, field, code):
    with pytest.raises(Refused) as refusal:
        add(village_clerk, wang, part, **given)

    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert now(wang).version == 1 and not PARTS[part].model.objects.filter(county=MEI).exists()


def test_a_part_that_is_none_and_an_entry_of_another_are_not_there(village_clerk, wang, make_person):
    other = make_person("李卫东")
    row = add(village_clerk, other, "honour", **EXAMPLES["honour"])

    with pytest.raises(NotFound):
        add(village_clerk, wang, "opinion", text="x")
    for part_id in (row.pk, uuid7()):
        with pytest.raises(NotFound):
            correct_part(actor=village_clerk, person=wang, part="honour", part_id=part_id, given={}, version=1)


@pytest.mark.parametrize(
    ("who", "error"),
    [("sibling_clerk", NotFound), ("huyi_clerk", NotFound), ("bureau_leader", Denied), ("auditor", Denied)],
)
def test_who_may_not_change_a_file_adds_nothing(request, wang, who, error):
    with pytest.raises(error):
        add(request.getfixturevalue(who), wang, "honour", **EXAMPLES["honour"])

    assert not Honour.objects.filter(county=MEI).exists()
    assert [e.outcome for e in AuditEntry.objects.filter(act="people.add_part")] == ["denied"]


def test_the_name_of_a_unit_is_taken_only_where_the_county_says_so(village_clerk, wang, settings, tmp_path):
    given = {"enlisted_on": date(1974, 12, 1), "unit_name": "某部三连"}
    for folder in settings.DEFINITIONS_DIR.iterdir():
        if folder.is_dir() and folder.name != "file":
            (tmp_path / folder.name).symlink_to(folder)
    (tmp_path / "file").mkdir()
    text = (settings.DEFINITIONS_DIR / "file" / "default.yaml").read_text()
    (tmp_path / "file" / "default.yaml").write_text(text)
    settings.DEFINITIONS_DIR = tmp_path

    with pytest.raises(Refused, match="没有这个栏目"):
        add(village_clerk, wang, "service", **given)
    (tmp_path / "file" / f"county_{MEI}.yaml").write_text(text.replace("false", "true"))
    add(village_clerk, wang, "service", **given)

    assert "unit_names: false" in text
    period = ServicePeriod.objects.get(county=MEI)
    assert period.unit_name == "某部三连"
    assert "某部三连" not in str(list(ServicePeriod.objects.filter(county=MEI).values()))


def test_health_account_and_numbers_lie_in_no_table_in_clear(village_clerk, wang):
    for part in ("disability", "livelihood", "entitlement", "credential", "category"):
        add(village_clerk, wang, part, **EXAMPLES[part])

    stored = [str(list(m.objects.filter(county=MEI).values())) for m in (*PART_MODELS, Change, Fact, AuditEntry)]
    for secret in ("duty", "因公", "高血压", "6228480012345678", "12345678", "000123", "陕军A001"):
        assert not any(secret in text for text in stored), secret


def test_a_reveal_shows_the_masked_for_a_reason_but_never_an_account(village_clerk, wang):
    row = add(village_clerk, wang, "entitlement", **EXAMPLES["entitlement"])
    ill = add(village_clerk, wang, "livelihood", **EXAMPLES["livelihood"])
    look = {"actor": village_clerk, "person": now(wang), "reason": "核对补助"}

    paid = reveal_part(part="entitlement", part_id=row.pk, **look)
    lives = reveal_part(part="livelihood", part_id=ill.pk, **look)

    assert paid == [("标准", "980.00元"), ("开户银行", "农业银行"), ("银行账号", "************5678")]
    assert ("慢性病或重病", "高血压") in lives
    entry = AuditEntry.objects.filter(act="people.reveal").order_by("seq").first()
    assert (entry.reason, entry.detail["part"]) == ("核对补助", "entitlement")
    assert "高血压" not in str(list(AuditEntry.objects.values()))


def test_a_number_of_a_plaque_belongs_to_one_file(village_clerk, wang, make_person):
    add(village_clerk, wang, "credential", **EXAMPLES["credential"])

    with pytest.raises(Refused, match="登记在别的档案里") as refusal:
        add(village_clerk, make_person("李卫东"), "credential", kind="plaque", number="陕c000123")

    assert refusal.value.field == "number" and Credential.objects.filter(county=MEI).count() == 1


def test_the_same_mark_twice_is_refused_until_the_first_has_ended(village_clerk, wang):
    row = add(village_clerk, wang, "tag", code="ill")
    with pytest.raises(Refused, match="已经有了"):
        add(village_clerk, wang, "tag", code="ill")

    end_part(
        actor=village_clerk, person=now(wang), part="tag", part_id=row.pk, ending="changed", version=2,
        on=clock.today() - timedelta(days=1),
    )  # fmt: skip

    assert add(village_clerk, wang, "tag", code="ill").ends_on is None


def test_every_part_moves_with_the_person(town_head, wang):
    for part, given in EXAMPLES.items():
        add(town_head, wang, part, **given)

    transfer_person(actor=town_head, person=now(wang), to_code=MEI_SIBLING)

    for model in (*PART_MODELS, Change):
        assert set(model.objects.filter(county=MEI).values_list("region_code", flat=True)) == {MEI_SIBLING}, model


def test_a_death_stops_what_is_paid_at_the_end_of_its_month(village_clerk, wang):
    ends = {"combat_test": None, "care": date(2023, 12, 31), "other": date(2099, 1, 1)}
    for kind, ends_on in ends.items():
        add(village_clerk, wang, "entitlement", kind=kind, ends_on=ends_on)

    record_death(actor=village_clerk, person=now(wang), on=date(2024, 2, 10))

    rows = Entitlement.objects.filter(county=MEI).values_list("kind", "ends_on", "ending")
    assert sorted(rows) == [
        ("care", date(2023, 12, 31), ""),
        ("combat_test", date(2024, 2, 29), "died"),
        ("other", date(2024, 2, 29), "died"),
    ]
    assert ("ends_on", "2099-01-01", "2024-02-29", 5) in history("entitlement")


def test_words_of_a_sheet_are_taken_for_codes(village_clerk, wang):
    add(village_clerk, wang, "livelihood", housing="自有住房", care_need="不能自理")
    add(village_clerk, wang, "disability", cause="因战", grade="八级", rated_on="1985-03-12")

    lives, disabled = Livelihood.objects.get(county=MEI), Disability.objects.get(county=MEI)
    assert (lives.housing, lives.care_need) == ("own", "full")
    assert (disabled.cause, disabled.grade, disabled.rated_on) == ("war", "8", date(1985, 3, 12))
