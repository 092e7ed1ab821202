"""A file in the reader's words, for pages."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.organisation.access import Actor
from rongyi.records.kinds import CHANNELS, KINDS
from rongyi.records.models import Fact
from rongyi.records.queries import station_names
from rongyi.registry.fields import EDITABLE, data_class_of, may_read, shown
from rongyi.registry.identity import age_on
from rongyi.registry.models import Category, Change, Person, Tag
from rongyi.registry.queries import marks_of

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
            "url": reverse("registry:person", args=[person.pk]),
            "age": age_on(person.birth_date, today),
            "station": short_station(stations.get(person.region_code, "")),
            "categories": words(categories.get(person.pk, []), Category),
            "tags": words(tags.get(person.pk, []), Tag),
        }
        for person in people
    ]


def words(codes: Iterable[str], choices) -> list[str]:
    names = dict(choices.choices)
    return [str(names[code]) for code in codes]


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


def identity_rows(person: Person, actor: Actor) -> list[dict]:
    """(label, value) of the identity, each as this reader may see it."""
    rows = []
    for name in ("id_number", *EDITABLE[1:]):
        if may_read(actor, name):
            field = shown(person, name, actor)
            can_reveal = name in ("id_number", "phone") and bool(field.value)
            rows.append({"name": name, "label": field.label, "value": field.value, "can_reveal": can_reveal})
    return rows


def timeline_entries(facts: list[Fact], stations: dict[str, str]) -> list[dict]:
    return [
        {
            "when": day_in_words(fact.occurred_on),
            "iso": fact.occurred_on.isoformat(),
            "title": " · ".join(
                part for part in (str(KINDS[fact.kind].label), str(CHANNELS.get(fact.channel, ""))) if part
            ),
            "text": _headline(fact),
            "url": reverse("records:fact", args=[fact.pk]),
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


def change_rows(changes: list[Change], actor: Actor) -> list[dict]:
    """The history; it shows former values, so it asks the same question as the fields themselves."""
    rows = []
    for change in changes:
        if not actor.reads_masked(change.data_class):
            continue
        is_number = change.field in ("id_number", "phone")
        rows.append(
            {
                "at": change.at,
                "by": change.actor_name,
                "label": _label(change.field),
                "before": _hidden(change.before) if is_number else _in_words(change.field, change.before),
                "after": _hidden(change.after) if is_number else _in_words(change.field, change.after),
            }
        )
    return rows


def _label(name: str) -> str:
    extra = {"categories": _("人员类别"), "tags": _("标识"), "region_code": _("服务站")}
    return str(extra.get(name) or Person._meta.get_field(name).verbose_name)


def _hidden(value: str) -> str:
    return f"…{value[-4:]}" if value else ""


def _in_words(name: str, value: str) -> str:
    choices = {"categories": Category, "tags": Tag}.get(name)
    if choices is None or not value:
        return value
    return "、".join(words(value.split("、"), choices))


def conflict_rows(form, person: Person, actor: Actor) -> list[dict]:
    """A stale form: what was typed beside what the file says now."""
    rows = []
    categories, tags = marks_of([person])
    marks = {"categories": (categories, Category), "tags": (tags, Tag)}
    for name in form.changed_data:
        if name in ("version", "id_number"):
            continue
        mine = form.cleaned_data.get(name, "")
        if name in marks:
            held, choices = marks[name]
            mine, theirs = ("、".join(words(sorted(codes), choices)) for codes in (mine, held.get(person.pk, [])))
        else:
            theirs = shown(person, name, actor).value
        rows.append({"label": form.fields[name].label, "mine": mine, "theirs": theirs, "differs": mine != theirs})
    return rows


def initial_of(person: Person, actor: Actor, categories: list[str], tags: list[str]) -> dict:
    values = {name: getattr(person, name) for name in EDITABLE if actor.reads_masked(data_class_of(name))}
    return {**values, "categories": categories, "tags": tags, "version": person.version}


def day_in_words(day: date) -> str:
    return date_format(day)


def place_after(word: str | None) -> UUID | None:
    try:
        return UUID(word or "")
    except ValueError:
        return None
