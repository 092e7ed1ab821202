"""A file in the reader's words, for pages."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.records.kinds import CHANNELS, KINDS
from rongyi.records.models import Fact
from rongyi.records.queries import station_names
from rongyi.registry.fields import EDITABLE, in_words, may_read, reads_whole, shown
from rongyi.registry.identity import age_on
from rongyi.registry.models import Category, IdKind, Part, Person, Tag
from rongyi.registry.parts import PartKind
from rongyi.registry.queries import File, marks_of
from rongyi.registry.services.reviving import Revived

names_of_stations = station_names


def short_station(name: str) -> str:
    return name.removesuffix("退役军人服务站")


def rows_of(people: list[Person]) -> list[dict]:
    """Lines of the list, in a constant number of queries."""
    categories, tags = marks_of(people)
    stations, today = names_of_stations(p.region_code for p in people), clock.today()
    return [
        {
            "person": person,
            "url": address_of("registry:person", person.pk),
            "age": age_on(person.birth_date, today),
            "station": short_station(stations.get(person.region_code, "")),
            "categories": words(categories.get(person.pk, []), Category),
            "tags": words(tags.get(person.pk, []), Tag),
        }
        for person in people
    ]


def words(codes: Iterable[str], choices) -> list[str]:
    return [str(choices(code).label) for code in codes]


def marks(file: File) -> dict[str, list[str]]:
    """Categories and tags that hold now, in words."""
    return {
        "categories": words(sorted(row.code for row in file.rows["category"] if row.ends_on is None), Category),
        "tags": words(sorted(row.code for row in file.rows["tag"] if row.ends_on is None), Tag),
    }


def options_of(people: list[Person], *, as_links: bool) -> list[dict]:
    """What the search box lists while somebody types: enough to tell two of the same name apart."""
    stations, today = names_of_stations(p.region_code for p in people), clock.today()
    return [
        {
            "value": str(person.pk),
            "label": person.name,
            "detail": _("%(sex)s %(age)d岁 · %(station)s · 尾号%(tail)s")
            % {
                "sex": person.get_sex_display(),
                "age": age_on(person.birth_date, today),
                "station": short_station(stations.get(person.region_code, "")),
                "tail": person.id_masked[-4:],
            },
            "tag": str(person.get_status_display()) if person.status != Person.Status.ACTIVE else "",
            "url": reverse("registry:person", args=[person.pk]) if as_links else "",
        }
        for person in people
    ]


def identity_rows(person: Person, actor: Actor, changed: set[str]) -> list[dict]:
    """(label, value) of the identity, each as this reader may see it; what was changed leads to its history."""
    rows = []
    for name in ("id_number", *EDITABLE[1:]):
        if may_read(actor, name):
            field = shown(person, name, actor)
            rows.append(
                {
                    "label": _number_label(person) if name == "id_number" else field.label,
                    "value": field.value,
                    "reveal_url": _reveal_url(person, name) if field.is_masked and field.value else "",
                    "history_url": address_of("registry:history", person.pk, name) if name in changed else "",
                }
            )
    return rows


def _number_label(person: Person) -> str:
    if person.id_kind == IdKind.RESIDENT:
        return str(Person._meta.get_field("id_number").verbose_name)
    return _("%(kind)s号码") % {"kind": person.get_id_kind_display()}


def _reveal_url(person: Person, name: str) -> str:
    return address_of("registry:reveal" if name in ("id_number", "phone") else "registry:reveal_sealed", person.pk)


def timeline_entries(facts: list[Fact], stations: dict[str, str]) -> list[dict]:
    return [
        {
            "when": day_in_words(fact.occurred_on),
            "iso": fact.occurred_on.isoformat(),
            "title": " · ".join(
                part for part in (str(KINDS[fact.kind].label), str(CHANNELS.get(fact.channel, ""))) if part
            ),
            "text": _headline(fact),
            "url": address_of("records:fact", fact.pk),
            "tag": "" if fact.state == Fact.State.VALID else str(fact.get_state_display()),
            "tone": "still",
            "gone": fact.state != Fact.State.VALID,
            "by": f"{fact.handler} · {stations.get(fact.region_code, '')}",
        }
        for fact in facts
    ]


def _headline(fact: Fact) -> str:
    """The plain columns and the note, in words."""
    kind, values = KINDS[fact.kind], {**fact.data, **(fact.sealed_data or {})}
    parts = [c.shown(values.get(c.key)) for c in kind.columns if c.key not in ("completeness", "categories")]
    return " · ".join(part for part in parts if part)


def clash_rows(form, names: list[str], now: dict, thing: Person | Part, actor: Actor) -> list[dict]:
    """What both changed: what was typed beside what stands there now."""
    rows = []
    for name in names:
        mine = form.cleaned_data[name]
        if name in ("categories", "tags"):
            choices = Category if name == "categories" else Tag
            mine, theirs = ("、".join(words(codes, choices)) for codes in (sorted(mine), now[name]))
        else:
            mine, theirs = in_words(type(thing), name, mine), shown(thing, name, actor).value
        rows.append({"label": form.fields[name].label, "mine": mine, "theirs": theirs, "differs": True})
    return rows


def revived_words(revived: Revived) -> list[str]:
    """What runs again after a death was taken back, and what does not."""
    told = []
    if revived.reopened:
        told.append(_("恢复的待遇:%(names)s。") % {"names": "、".join(revived.reopened)})
    if revived.left:
        told.append(_("没有恢复的待遇:%(names)s,已另有一条在发。") % {"names": "、".join(revived.left)})
    return told


def initial_of(person: Person, actor: Actor, categories: list[str], tags: list[str]) -> dict:
    """What the form of the file is filled with: what the page shows whole, and nothing more."""
    values = {name: getattr(person, name) if reads_whole(actor, name) else "" for name in EDITABLE}
    return {**values, "categories": categories, "tags": tags, "version": person.version}


def initial_of_part(row: Part, kind: PartKind, actor: Actor, version: int) -> dict:
    values = {n: getattr(row, n) if reads_whole(actor, n, kind.model) else "" for n in kind.fields}
    return {**values, "version": version}


def day_in_words(day: date) -> str:
    return date_format(day)


def place_after(word: str | None) -> UUID | None:
    try:
        return UUID(word or "")
    except ValueError:
        return None
