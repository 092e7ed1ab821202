"""Forms of the public side of matters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.registry.models import Category, Tag

OLDEST = 115
NONE = "none"
IDENTITIES = (
    ("R02", _("当过兵,退役了(义务兵、军士)")),
    ("R01", _("军队转业干部")),
    ("R06", _("复员军人")),
    ("R03", _("军队离退休干部、退休军士")),
    ("R07", _("残疾军人")),
    ("R09", _("烈士的家属")),
    ("R10", _("因公牺牲军人的家属")),
    ("R11", _("病故军人的家属")),
    ("R12", _("家里有人正在当兵")),
    (NONE, _("都不是")),
)
MARKS = (
    (Tag.COMBAT.value, _("打过仗(参战)")),
    (Tag.NUCLEAR_TEST.value, _("参加过核试验(参试)")),
    (Tag.RETURNED_ILL.value, _("带病回乡")),
    (Tag.RURAL_60.value, _("农村户口,满60岁,退役时没有安排工作")),
    (Tag.MARTYR_CHILD.value, _("烈士的子女")),
    (Tag.RELIEF.value, _("低保或特困")),
)


class ChancesForm(forms.Form):
    """Who you are, in words that people use; nothing that names anybody."""

    identities = forms.MultipleChoiceField(
        label=_("您是哪一种?"), choices=IDENTITIES, widget=forms.CheckboxSelectMultiple, help_text=_("可以选几种。"),
        error_messages={"required": _("请选一种;都不是,请选“都不是”。")},
    )  # fmt: skip
    marks = forms.MultipleChoiceField(
        label=_("有没有这些情况?"), choices=MARKS, widget=forms.CheckboxSelectMultiple, required=False
    )
    born = forms.IntegerField(
        label=_("哪年出生?"), required=False, help_text=_("可以不填。例如 1955。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
    )  # fmt: skip

    def clean_born(self):
        born = self.cleaned_data["born"]
        year = clock.today().year
        if born is not None and not year - OLDEST <= born <= year:
            raise forms.ValidationError(_("请填四位数的年份,例如 1955。"))
        return born

    def given(self) -> dict:
        categories = [code for code in self.cleaned_data["identities"] if code in Category.values]
        return {"categories": categories, "tags": self.cleaned_data["marks"], "born": self.cleaned_data["born"]}


class NoteForm(forms.Form):
    note = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SupplementForm(forms.Form):
    note = forms.CharField(
        label=_("想说明的话"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("可以不填。"),
    )  # fmt: skip


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("这件事办得怎么样?"), coerce=int, widget=forms.RadioSelect,
        choices=[(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))],
    )  # fmt: skip
