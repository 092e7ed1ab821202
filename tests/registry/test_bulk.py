"""Files opened by the thousand are the files that are opened one by one, row for row."""

from datetime import date

import pytest

from rongyi.kernel import audit
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, NotFound
from rongyi.kernel.ids import uuid7, uuid7s
from rongyi.organisation.models import Station
from rongyi.records import chain, rollups
from rongyi.records.models import Fact, FactPerson
from rongyi.registry.imports.deciding import input_of
from rongyi.registry.models import PART_MODELS, Person, SearchToken
from rongyi.registry.services import create_people
from rongyi.registry.services.bulk import open_files, prepare_files
from rongyi.visits.models import Contact
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, id_number

OWN_OF_EACH = {
    "id", "person_id", "row_key", "created_at", "updated_at", "recorded_at", "occurred_at", "seq", "previous_hash",
    "hash", "source_id", "fact_id",
}  # fmt: skip


def number(serial: int) -> str:
    return id_number(date(1955, 3, 12), serial)


def people(first: int) -> list[dict]:
    """Two of each, so that both ways of writing have the same work."""
    return [
        {
            "name": "王建国", "id_number": number(first), "region_code": MEI_VILLAGE, "phone": "13812340000",
            "address": "横渠村3组", "registered_at": "横渠村", "other_contact": "王二 13900000000", "ethnicity": "汉族",
            "education": "高中", "marital": "已婚", "political_status": "party", "grid": "一网格", "party_branch": "一支部",
            "categories": ["R02", "R07"], "tags": ["combat"],
            "parts": {
                "service": [{"enlisted_on": "1974-12-01", "discharged_on": "1979-01-01", "branch": "army", "rank": "班长",
                             "discharge_number": "退字1号", "discharge_kind": "discharged"}],
                "honour": [{"kind": "merit_3"}, {"kind": "excellent", "year": 1976}],
                "disability": [{"cause": "duty", "grade": "7", "certificate_number": "陕军F1"}],
                "placement": [{"mode": "assigned"}], "household": [{"members": 4, "income_class": "ordinary"}],
                "livelihood": [{"housing": "own", "illness": "高血压"}], "work": [{"status": "farming", "employer": "合作社"}],
                "relative": [{"name": "王大", "relation": "parent", "in_household": False, "soldier": "martyr"}],
            },
        },
        {"name": "欧阳·买买提", "id_number": number(first + 1), "region_code": MEI_SIBLING},
    ]  # fmt: skip


def rows_of(model, chosen) -> list[dict]:
    """All that a row says, opened, without what is each row's own."""
    found = []
    for row in chosen.order_by("pk"):
        fields = [f for f in model._meta.concrete_fields if f.attname not in OWN_OF_EACH]
        found.append({f.name: getattr(row, f.name if f.attname.endswith("_sealed") else f.attname) for f in fields})
    return found


def written(numbers_from: int) -> dict:
    """Everything that was written about these people."""
    wanted = {number(numbers_from), number(numbers_from + 1)}
    ids = [p.pk for p in Person.objects.filter(county=MEI) if p.id_number in wanted]
    own = {"id_number", "id_index", "id_masked"}
    facts = FactPerson.objects.filter(county=MEI, person_id__in=ids).values_list("fact_id", flat=True)
    found = {"person": [
        {k: v for k, v in row.items() if k not in own} for row in rows_of(Person, Person.objects.filter(county=MEI, pk__in=ids))
    ]}  # fmt: skip
    for model in PART_MODELS:
        found[model.__name__] = rows_of(model, model.objects.filter(county=MEI, person__in=ids))
    found["facts"] = rows_of(Fact, Fact.objects.filter(county=MEI, pk__in=list(facts)))
    tokens = SearchToken.objects.filter(county=MEI, person__in=ids).exclude(token__startswith="t:")
    found["tokens"] = sorted(tokens.values_list("token", "region_code"))
    found["tails"] = SearchToken.objects.filter(county=MEI, person__in=ids, token__startswith="t:").count()
    found["contacts"] = sorted(rows_of(Contact, Contact.objects.filter(county=MEI, person__in=ids)), key=str)
    return found


def test_both_ways_write_the_same(section_officer):
    one_by_one, at_once = people(101), people(301)

    create_people(actor=section_officer, region_code=MEI_TOWN, given=[input_of(v, MEI_TOWN) for v in one_by_one])
    open_files(actor=section_officer, region_code=MEI_TOWN, opened=prepare_files(at_once))

    assert written(301) == written(101)
    assert next(p["completeness"] for p in written(301)["person"]) > 50
    assert (chain.verify()[1], audit.verify()[1], rollups.differences(MEI)) == ([], [], [])
    assert [s.people_count for s in Station.objects.filter(pk__in=[MEI_VILLAGE, MEI_SIBLING])] == [2, 2]
    assert [e.detail for e in AuditEntry.objects.filter(act="people.create_many")] == [
        {"count": 2, "source": "import"}
    ] * 2  # fmt: skip


def test_a_number_that_is_known_by_now_opens_nobody(section_officer, make_person):
    make_person("王建国", id_number=number(102))

    with pytest.raises(Conflict):
        open_files(actor=section_officer, region_code=MEI_TOWN, opened=prepare_files(people(101)))

    assert Person.objects.filter(county=MEI).count() == 1


def test_nobody_is_opened_out_of_reach(village_clerk, section_officer):
    far = [{**people(101)[0], "region_code": HUYI_VILLAGE}]

    with pytest.raises(NotFound):
        open_files(actor=section_officer, region_code=MEI_TOWN, opened=prepare_files(far))
    with pytest.raises(NotFound):
        open_files(actor=village_clerk, region_code=MEI_TOWN, opened=prepare_files(people(101)))

    assert not Person.objects.exists()


def test_many_ids_are_in_order_and_of_the_seventh_version():
    ids = uuid7s(10_000)

    assert ids == sorted(set(ids)) and len(ids) == 10_000
    assert {(one.version, one.variant) for one in (*ids, uuid7())} == {(7, "specified in RFC 4122")}
