"""Forms of merging. They read what was chosen; rules are the services'."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.errors import Refused, Stale
from rongyi.merging.models import HeldDecision
from rongyi.merging.services.joining import Choice
from rongyi.merging.shown import FIRST, SECOND, Row
from rongyi.registry.models import Person


class MergeForm(forms.Form):
    """Which number is right, which station serves, and each field that differs: from which file it comes."""

    survivor = forms.ChoiceField(
        choices=((FIRST, FIRST), (SECOND, SECOND)),
        error_messages={"required": _("请核对证件,选哪一份的公民身份号码是对的。")},
    )
    keeps_name = forms.BooleanField(label=_("合并后,按另一份的姓名和号码也能查到"), required=False, initial=True)

    def __init__(self, *args, people: list[Person], rows: list[Row], **given):
        super().__init__(*args, **given)
        self.people, self.rows = people, rows
        for row in rows:
            if row.is_choice and row.name != "id_number":
                self.fields[row.name] = forms.ChoiceField(choices=self.fields["survivor"].choices, label=row.label)
        for place, person in zip((FIRST, SECOND), people, strict=True):
            self.fields[f"version_{place}"] = forms.IntegerField(widget=forms.HiddenInput, initial=person.version)

    @property
    def versions(self) -> list[forms.BoundField]:
        return [self["version_first"], self["version_second"]]

    def marked(self) -> list[Row]:
        """The rows as they stand in the form: what was pressed, or else what is proposed."""
        if self.is_bound:
            for row in self.rows:
                row.chosen = self.data.get("survivor" if row.name == "id_number" else row.name, row.chosen)
        return self.rows

    @contextmanager
    def kept_when_stale(self) -> Iterator[None]:
        """A file changed since the page was opened: what it says now is shown, what was chosen stays."""
        try:
            yield
        except Stale:
            self.data = self.data.copy()
            for place, person in zip((FIRST, SECOND), self.people, strict=True):
                self.data[f"version_{place}"] = str(person.version)
            raise Refused(
                _("您打开本页以后,有一份档案又改过。下面是现在的内容,您选的还在。请再看一遍,再合并。"), code="stale"
            ) from None

    def choice(self) -> Choice:
        data = self.cleaned_data
        place = data["survivor"]
        survivor, other = self.people if place == FIRST else self.people[::-1]
        taken = [r.name for r in self.rows if r.is_field and r.is_choice and data[r.name] != place]
        moved = data.get("station", place) != place
        return Choice(
            survivor=survivor.pk,
            versions={p.pk: data[f"version_{at}"] for at, p in zip((FIRST, SECOND), self.people, strict=True)},
            taken=taken,
            station=other.region_code if moved else survivor.region_code,
            keeps_name=data["keeps_name"],
        )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("为什么不是同一人(可不填)"), required=False, max_length=200, help_text=_("例如:堂兄弟,已上门核对。")
    )


class UndoForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class PairForm(forms.Form):
    """Somebody knows of two files of one person."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    other = forms.UUIDField(error_messages={"required": _("请选另一份档案。")})


class HeldForm(forms.Form):
    """What becomes of a file that was held."""

    outcome = forms.ChoiceField(label=_("怎样处理"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由或说明"), required=False, max_length=200,
        help_text=_("填报的站会看到这句话。请不要写别人的姓名、住址和号码。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    taken = forms.MultipleChoiceField(
        label=_("用填报的内容更新档案的哪些项目"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, outcomes: list[str], taken: list[tuple[str, str]], **given):
        super().__init__(*args, **given)
        words = dict(HeldDecision.Outcome.choices)
        self.fields["outcome"].choices = [(value, words[value]) for value in outcomes]
        self.fields["taken"].choices = taken
