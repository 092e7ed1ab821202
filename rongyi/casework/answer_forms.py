"""A form made of the fields of a definition. What was typed is checked by the service; this only shows and gives it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from rongyi.casework.procedures.schema import FormField

DAY = {"type": "date"}


class AnswersForm(forms.Form):
    """`asked` are the fields. Names of inputs begin with `a-`, so that they meet no other field of the page."""

    prefix = "a"

    def __init__(self, *args, asked: Iterable[FormField] = (), **given):
        super().__init__(*args, **given)
        self.asked = list(asked)
        for field in self.asked:
            self.fields[field.key] = made = MAKERS[field.type](field)
            made.label, made.required = str(field.title), field.required and field.type != "bool"
            made.error_messages["required"] = _("请填写“%(title)s”。") % {"title": field.title}
            made.help_text = str(field.help) if field.help else ""

    def given(self) -> dict[str, Any]:
        """{key: as typed} of what was answered; what is empty is left to the service to miss."""
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "", [])}

    def show(self, faults: Mapping[str, str]) -> None:
        for key, words in faults.items():
            self.add_error(key if key in self.fields else None, words)


def _options(field: FormField) -> list[tuple[str, str]]:
    return [(option.code, str(option.title)) for option in field.options]


def _choice(field: FormField) -> forms.Field:
    few = len(field.options) <= 6
    blank = [] if few else [("", _("请选择"))]
    return forms.ChoiceField(
        choices=[*blank, *_options(field)], widget=forms.RadioSelect() if few else forms.Select(), required=False
    )


MAKERS: dict[str, Callable[[FormField], forms.Field]] = {
    "text": lambda field: forms.CharField(max_length=200),
    "long": lambda field: forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4})),
    "choice": _choice,
    "choices": lambda field: forms.MultipleChoiceField(choices=_options(field), widget=forms.CheckboxSelectMultiple()),
    "date": lambda field: forms.CharField(max_length=10, widget=forms.DateInput(attrs=DAY)),
    "money": lambda field: forms.CharField(max_length=14, widget=forms.TextInput(attrs={"inputmode": "decimal"})),
    "integer": lambda field: forms.CharField(max_length=8, widget=forms.TextInput(attrs={"inputmode": "numeric"})),
    "bool": lambda field: forms.BooleanField(),
}
