"""What a form read, told from the history: so two people who changed different fields both keep their work, and where
both changed the same one, a person decides.

The form carries only the version it read. The values of that version are reckoned back from the history, so nothing
that is masked ever lies in a page to be compared later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from rongyi.kernel.errors import Stale
from rongyi.registry.models import Part, Person
from rongyi.registry.parts import KIND_OF_MODEL
from rongyi.registry.queries import changes_after
from rongyi.registry.values import from_text, to_text

CODES = ("categories", "tags")


@dataclass(frozen=True)
class Reading:
    """`base`: what the form showed when it was opened; `now`: what it would show today; `later`: fields that somebody
    changed in between."""

    version: int
    base: Mapping[str, Any]
    now: Mapping[str, Any]
    later: frozenset[str]

    def clashes(self, form: forms.Form) -> list[str]:
        """Fields that both changed, to different ends."""
        return [n for n in form.changed_data if n in self.later and form.cleaned_data[n] != self.now[n]]

    def take_over(self, form: forms.Form) -> None:
        """Readies a form for its second press: it knows the latest version, and what its writer did not touch follows
        the others, or the second press would undo their work."""
        form.add_error(None, str(Stale().message))
        data: Any = form.data.copy()
        data["version"] = str(self.version)
        form.data = data
        for name in self.later - set(form.changed_data) - {"version"}:
            _post(data, form.fields[name], name, self.now[name])


def _post(data: Any, field: forms.Field, name: str, value: Any) -> None:
    """Puts a value into what was sent, as a browser would send it."""
    if name in CODES:
        data.setlist(name, value)
    elif value is False:
        data.pop(name, None)
    else:
        data[name] = "on" if value is True else to_text(field.prepare_value(value))


def reading_of(
    person: Person, now: Mapping[str, Any], typed_version: str, *, row: Part | None = None,
    hidden: frozenset[str] = frozenset(),
) -> Reading:  # fmt: skip
    """`now` holds the form's values of today, `hidden` the fields that it leaves empty because they are masked. A
    version that nobody could have read counts as today's."""
    version = int(typed_version) if typed_version.isascii() and typed_version.isdigit() else person.version
    base: dict[str, Any] = dict(now)
    later: set[str] = set()
    if version < person.version:
        model: type = type(row) if row is not None else Person
        part = KIND_OF_MODEL[model].key if row is not None else ""
        for change in changes_after(person, version, part=part, part_id=row.pk if row is not None else None):
            if change.field in now and change.field not in later:
                later.add(change.field)
                if change.field not in hidden:  # security: what is masked now was never in the form
                    base[change.field] = _former(model, change.field, change.before)
    return Reading(person.version, base, now, frozenset(later))


def _former(model: type, name: str, text: str) -> Any:
    if name in CODES:
        return text.split("、") if text else []
    return from_text(model, name, text)


def saved_words(reading: Reading) -> str:
    """What is said after saving: whether somebody else's work was kept beside it."""
    if reading.later:
        return _("已保存。您填写时别人改了别的栏目,两边的修改都在。")
    return _("已保存。")
