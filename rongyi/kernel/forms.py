"""What forms of every room share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django import forms

from rongyi.kernel.errors import Refused


@contextmanager
def refusals_in(form: forms.Form, names: Mapping[str, str] | None = None) -> Iterator[None]:
    """A Refused of the service becomes an error of the form, at its field; `names` maps the service's to the form's."""
    try:
        yield
    except Refused as refusal:
        name = (names or {}).get(refusal.field or "", refusal.field or "").removeprefix("data.")
        form.add_error(name if name in form.fields else None, str(refusal.message))


def status_of(form: forms.Form) -> int:
    """422 where a form comes back with errors, so that scripts and htmx know it from a page that went well."""
    return 422 if form.errors else 200
