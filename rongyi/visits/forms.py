"""What a clerk fills in after a visit: whom, how, why, when; the rest is optional."""

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.organisation.access import Actor
from rongyi.records.kinds import CHANNELS as CHANNEL_NAMES
from rongyi.registry.models import Person
from rongyi.visits.enums import CHANNELS, Need, Reason
from rongyi.visits.queries import people_in_reach
from rongyi.visits.services import VisitInput

OTHER_DAY = "other"
FIELDS = {"occurred_at": "day"}
"""What the service calls otherwise than the form."""


class PeopleField(forms.MultipleChoiceField):
    """Ids that the search put into the page; the files come from the actor's reach."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": _("请先选择走访对象:输入姓名或拼音首字母,按回车选中。")}

    def __init__(self, *, actor: Actor | None = None, **given):
        super().__init__(**given)
        self.actor = actor

    def valid_value(self, value) -> bool:
        return True

    def clean(self, value) -> list[Person]:
        ids = super().clean(value)
        found = self.known(ids)
        if len(found) < len(set(ids)):
            raise forms.ValidationError(_("有一位没有找到,可能已转到别的站。请去掉后重新选择。"), code="unknown")
        return found

    def known(self, ids) -> list[Person]:
        """The files in reach, in the order in which they were chosen."""
        wanted = [_uuid(value) for value in ids]
        found = people_in_reach(self.actor, {w for w in wanted if w})
        return [found[w] for w in dict.fromkeys(wanted) if w in found]


class VisitForm(forms.Form):
    people = PeopleField(label=_("走访对象"))
    channel = forms.ChoiceField(label=_("方式"), widget=forms.RadioSelect, initial="home")
    reason = forms.ChoiceField(
        label=_("事由"), widget=forms.RadioSelect, initial=Reason.ROUTINE, choices=Reason.choices
    )
    day = forms.CharField(label=_("哪一天"), widget=forms.RadioSelect)
    other_day = forms.DateField(
        label=_("其他日期"), required=False, widget=forms.DateInput, help_text=_("以前的哪一天都可以补记。")
    )
    note = forms.CharField(
        label=_("情况"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("看到、听到什么,简单几句。写完按 Ctrl+Enter 也能记下。"),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=_("发现的需求"), required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor: Actor, **given):
        super().__init__(*args, **given)
        self.fields["people"].actor = actor
        self.fields["channel"].choices = [(key, CHANNEL_NAMES[key]) for key in CHANNELS]
        today = clock.today()
        self.fields["day"].initial = today.isoformat()
        self.fields["day"].widget.choices = [*_days(today), (OTHER_DAY, _("其他日期"))]

    def chosen(self) -> list[dict]:
        """The people that are in the form now, for the page that comes back."""
        ids = self.data.getlist("people") if self.is_bound else self.initial.get("people", [])
        return [{"value": str(p.pk), "label": p.name} for p in self.fields["people"].known(ids)]

    def clean(self) -> dict:
        """A day typed and another day pressed: asked, not guessed."""
        given = super().clean()
        pressed, typed = given.get("day"), given.get("other_day")
        if pressed == OTHER_DAY:
            if typed is None and "other_day" not in self.errors:
                self.add_error("other_day", _("请填写是哪一天。"))
            given["day"] = typed
        elif pressed:
            given["day"] = _date(pressed)
            if given["day"] is None:
                self.add_error("day", _("请选择是哪一天。"))
            elif typed and typed != given["day"]:
                self.add_error("day", _("您选了一天,又填了另一天。请选“其他日期”,或清空所填日期。"))
        return given

    def visit(self) -> VisitInput:
        given = self.cleaned_data
        return VisitInput(
            people=given["people"], at=given["day"], channel=given["channel"], reason=given["reason"],
            note=given["note"], needs=given["needs"], id=given["id"],
        )  # fmt: skip


def _days(today: date) -> list[tuple[str, str]]:
    names = (_("今天 %(day)s"), _("昨天 %(day)s"), _("前天 %(day)s"))
    days = [today - timedelta(days=n) for n in range(3)]
    return [
        (day.isoformat(), name % {"day": _("%(d)d日") % {"d": day.day}}) for day, name in zip(days, names, strict=True)
    ]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _uuid(text) -> UUID | None:
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError:
        return None
