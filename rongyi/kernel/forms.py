"""What forms of every room share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError

from rongyi.kernel.errors import Refused, Stale


@contextmanager
def refusals_in(form: forms.Form, names: Mapping[str, str] | None = None, *, stale_too: bool = True) -> Iterator[None]:
    """A Refused or a failed check of the service becomes an error of the form, at its field.

    `names`, or the form's own `refusal_places`, maps the service's names to the form's. A page that shows what was
    typed beside what is there now asks for Stale itself, with `stale_too=False`.
    """
    places = names or getattr(form, "refusal_places", {})
    try:
        yield
    except Stale as stale:
        if not stale_too:
            raise
        form.add_error(None, str(stale.message))
    except Refused as refusal:
        form.add_error(_field_for(form, places, refusal.field or ""), str(refusal.message))
    except ValidationError as error:
        for name, faults in getattr(error, "message_dict", {"": error.messages}).items():
            form.add_error(_field_for(form, places, name), faults)


def _field_for(form: forms.Form, places: Mapping[str, str], asked: str) -> str | None:
    plain = asked.removeprefix("data.")
    name = places.get(asked) or places.get(plain) or plain
    return name if name in form.fields else None


def status_of(form: forms.Form) -> int:
    """422 where a form comes back with errors, so that scripts and htmx know it from a page that went well."""
    return 422 if form.errors else 200
