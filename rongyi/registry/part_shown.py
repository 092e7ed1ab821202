"""Parts of a file in the reader's words, for pages."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.registry.completeness import Group
from rongyi.registry.fields import in_words, masked, may_read, reads_whole, shown
from rongyi.registry.models import Change, Part, Person, ServicePeriod
from rongyi.registry.parts import GROUPS, PARTS, PartKind, holds, kinds_of_group
from rongyi.registry.values import from_text

NUMBERS_OF_GROUPS = {key: number for number, key in enumerate(GROUPS, 1)}
BARE = ("code", "kind", "relation", "name", "status", "mode")
"""Fields that speak for themselves: their label is left out of the one line."""


def group_panels(person: Person, groups: Sequence[Group], rows: Mapping[str, list[Part]], actor: Actor) -> list[dict]:
    """The groups of a file at a glance: how full, what is missing, what holds now, where to fill it in."""
    return [
        {
            "key": group.key,
            "number": NUMBERS_OF_GROUPS[group.key],
            "label": group.label,
            "percent": group.percent,
            "concerns": group.concerns,
            "missing": "、".join(group.missing),
            "fill_url": _fill_url(person, group.key),
            "kinds": [_kind_panel(person, kind, rows[kind.key], actor) for kind in kinds_of_group(group.key)],
        }
        for group in groups
    ]


def _fill_url(person: Person, key: str) -> str:
    if key == "identity":
        return address_of("registry:edit", person.pk)
    return f"#group-{key}" if kinds_of_group(key) else ""


def _kind_panel(person: Person, kind: PartKind, rows: list[Part], actor: Actor) -> dict:
    here = (person.pk, kind.key)
    return {
        "label": kind.label,
        "url": address_of("registry:part_list", *here),
        "new_url": address_of("registry:part_new", *here),
        "entries": [entry(person, kind, row, actor) for row in rows if holds(row)],
        "past": sum(not holds(row) for row in rows),
    }


def entry(person: Person, kind: PartKind, row: Part, actor: Actor) -> dict:
    """One entry: the line about it, all that may be shown, and how much is masked."""
    lines = [shown(row, name, actor) for name in kind.fields if may_read(actor, name, kind.model)]
    lines = [line for line in lines if line.value]
    here = (person.pk, kind.key, row.pk)
    return {
        "row": row,
        "lines": lines,
        "told": _told(kind, row, actor),
        "hidden": sum(line.is_masked for line in lines),
        "reveal_url": address_of("registry:part_reveal", *here),
        "edit_url": address_of("registry:part_edit", *here),
        "end_url": address_of("registry:part_end", *here),
        "is_over": not holds(row) and not row.is_struck,
        "ending": row.get_ending_display() if getattr(row, "ending", "") else "",
    }


def _told(kind: PartKind, row: Part, actor: Actor) -> str:
    parts = []
    for name in kind.told:
        if not reads_whole(actor, name, kind.model):
            continue
        words = in_words(kind.model, name, getattr(row, name))
        if words:
            field = kind.model._meta.get_field(name)
            is_flag = getattr(row, name) is True
            parts.append(words if name in BARE or field.choices else str(field.verbose_name) if is_flag else
                         f"{field.verbose_name} {words}")  # fmt: skip
    if isinstance(row, ServicePeriod) and row.years is not None:
        parts.append(_("服役%(years)d年") % {"years": row.years})
    return " · ".join(parts)


def change_rows(changes: Sequence[Change], actor: Actor) -> list[dict]:
    """The history; it shows former values, so it asks the same question as the fields themselves."""
    return [
        {
            "at": change.at,
            "by": change.actor_name,
            "label": label_of(change),
            "before": _words(change, change.before, actor),
            "after": _words(change, change.after, actor),
        }
        for change in changes
        if actor.reads_masked(change.data_class)
    ]


def label_of(change: Change) -> str:
    extra = {
        "categories": _("人员类别"), "tags": _("标识"), "region_code": _("服务站"), "is_struck": _("登记有误"),
    }  # fmt: skip
    model = PARTS[change.part].model if change.part in PARTS else Person
    name = extra.get(change.field) or str(model._meta.get_field(change.field).verbose_name)
    return f"{PARTS[change.part].label}:{name}" if change.part in PARTS else str(name)


def _words(change: Change, text: str, actor: Actor) -> str:
    if not text or change.field == "region_code":
        return text
    if change.field == "is_struck":
        return _("已划去")
    if change.field in ("categories", "tags"):
        kind = PARTS["category" if change.field == "categories" else "tag"]
        return "、".join(in_words(kind.model, "code", code) for code in text.split("、"))
    model = PARTS[change.part].model if change.part in PARTS else Person
    words = in_words(model, change.field, from_text(model, change.field, text))
    return words if reads_whole(actor, change.field, model) else masked(change.field, words)
