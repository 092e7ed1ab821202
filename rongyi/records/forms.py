"""Forms made from the typed columns of a kind, for recording by hand and for correcting."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.kernel.files.checks import EVIDENCE
from rongyi.organisation.access import Actor
from rongyi.records.kinds import CHANNELS, Column, Kind
from rongyi.records.models import Fact
from rongyi.records.shown import stored_data

PREFIX = "data_"
LONG_TEXT = 80
PLACES = {"occurred_at": "day"}
"""Where a refusal of a service belongs in the form; `data.x` belongs to the column x."""


class KindForm(forms.Form):
    """Day, way and the columns of one kind. Columns that the actor's role does not write are left out; those that it
    writes and reads masked only stay empty, and empty means unchanged."""

    day = forms.DateField(label=_("哪一天"), widget=forms.DateInput, help_text=_("以前的哪一天都可以补记。"))
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kind: Kind, actor: Actor, fact: Fact | None = None, **given):
        super().__init__(*args, **given)
        self.kind, self.stored = kind, stored_data(fact) if fact else {}
        self.fields["day"].widget.attrs["max"] = clock.today().isoformat()
        if not fact:
            self.fields["day"].initial = clock.today
        if kind.channels:
            choices = [(key, CHANNELS[key]) for key in kind.channels]
            self.fields["channel"] = forms.ChoiceField(label=_("方式"), choices=choices, widget=forms.RadioSelect)
        self.columns = [c for c in kind.columns if actor.writes(c.data_class)]
        self.kept = {c.key for c in self.columns if c.key in self.stored and not actor.reads_whole(c.data_class)}
        for column in self.columns:
            self.fields[PREFIX + column.key] = self._field(column)
        self.refusal_places = PLACES | {column.key: PREFIX + column.key for column in self.columns}
        if fact and not self.is_bound:
            self.initial = {**self.initial, **self._initial(fact)}

    def _field(self, column: Column) -> forms.Field:
        field = field_for(column)
        if column.key in self.kept:
            field.required, field.help_text = False, _("已填写,不显示。留空表示不改。")
        return field

    def _initial(self, fact: Fact) -> dict:
        shown = {c.key: self.stored.get(c.key) for c in self.columns if c.key not in self.kept}
        for column in self.columns:
            fen = shown.get(column.key)
            if column.type == "money" and fen is not None:
                shown[column.key] = Decimal(fen).scaleb(-2)
        return {
            "day": fact.occurred_on,
            "channel": fact.channel,
            "version": fact.version,
            **{PREFIX + key: value for key, value in shown.items()},
        }

    def column_fields(self) -> list[forms.BoundField]:
        return [self[PREFIX + column.key] for column in self.columns]

    def data_given(self) -> dict:
        """The data of the fact: what was typed, over what is stored and was not shown."""
        typed = {c.key: _plain(c, self.cleaned_data.get(PREFIX + c.key)) for c in self.columns}
        untouched = {c.key for c in self.kind.columns} - typed.keys()
        untouched |= {key for key in self.kept if typed[key] in (None, "", [])}
        return {**typed, **{key: self.stored[key] for key in untouched if key in self.stored}}

    @property
    def channel_given(self) -> str:
        return self.cleaned_data.get("channel", "")


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("佐证材料"),
        help_text=_("照片或 PDF,20 MB 以内。照片里的拍摄地点和相机信息会自动去掉。没有也可以。"),
        widget=forms.ClearableFileInput(attrs={"accept": EVIDENCE.accept}),
    )


class ReasonForm(forms.Form):
    """Asks why; the reason stays with the record for good."""

    reason = forms.CharField(
        label=_("撤回理由"), max_length=200, help_text=_("几个字即可,如“记错了人”。理由会一直留存。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


def field_for(column: Column) -> forms.Field:
    """A form field for a column; what is right for the column is judged by the column itself."""
    given: dict = {"label": column.label, "required": column.required}
    if column.type == "choice":
        blank = [] if column.required else [("", _("(不填)"))]
        return forms.ChoiceField(choices=[*blank, *column.choices], widget=forms.RadioSelect, **given)
    if column.type == "choices":
        return forms.MultipleChoiceField(choices=column.choices, widget=forms.CheckboxSelectMultiple, **given)
    if column.type == "integer":
        return forms.IntegerField(**given)
    if column.type == "money":
        return forms.DecimalField(decimal_places=2, max_digits=12, help_text=_("单位:元"), **given)
    if column.type == "date":
        return forms.DateField(widget=forms.DateInput, **given)
    if column.type == "bool":
        return forms.BooleanField(label=column.label, required=False)
    widget = forms.Textarea(attrs={"rows": 3}) if column.max_length > LONG_TEXT else forms.TextInput
    return forms.CharField(max_length=column.max_length, widget=widget, **given)


def _plain(column: Column, value):
    if column.type == "money" and value is not None:
        return int(value * 100)
    return value.isoformat() if isinstance(value, date) else value
