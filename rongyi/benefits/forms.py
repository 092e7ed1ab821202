"""What people fill in about payments. Forms read what was typed; rules are the services'."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.benefits.enums import BY_ITSELF, Ending, Item, Pausing, Per, Trust
from rongyi.benefits.months import month_of, months_back, next_month
from rongyi.benefits.policy import LEVELS, fund_titles, keys_of
from rongyi.benefits.services.entitling import AcceptInput
from rongyi.benefits.services.funds import ReceiptInput
from rongyi.benefits.services.standards import StandardInput
from rongyi.benefits.shown import key_words
from rongyi.kernel import clock

MOST_BYTES = 5 * 1024 * 1024


def fen(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * 100)


def yuan_field(label, **more) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, min_value=Decimal(0), **more)


def month_choices(first: int, last: int) -> list[tuple[str, str]]:
    """Months around this one, `first` back to `last` on; each as it is written on paper."""
    today = month_of(clock.today())
    months = [months_back(today, -n) for n in range(last, first - 1, -1)]
    return [(month, f"{month[:4]}年{int(month[5:])}月") for month in months]


class SureForm(forms.Form):
    """Nothing is asked; what the service refuses stands on the form."""


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AcceptForm(forms.Form):
    approved_on = forms.DateField(
        label=_("审核确认日期"), widget=forms.DateInput, help_text=_("从这一天所在的月份起发。")
    )  # fmt: skip
    review_on = forms.DateField(
        label=_("复核日期"), required=False, widget=forms.DateInput, help_text=_("例如子女满18周岁的日期。没有就不填。")
    )
    reason = forms.CharField(label=_("决定理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["approved_on"].initial = clock.today()

    def given(self) -> AcceptInput:
        return AcceptInput(**self.cleaned_data)


class PauseForm(forms.Form):
    reason = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect, choices=Pausing.choices)
    first = forms.ChoiceField(label=_("从哪个月起停"))
    note = forms.CharField(
        label=_("说明"), required=False, max_length=300, help_text=_("例如判决书、通知的文号。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["first"].choices = month_choices(-6, 1)
        self.fields["first"].initial = next_month(month_of(clock.today()))


class ResumeForm(ReasonForm):
    first = forms.ChoiceField(label=_("从哪个月起恢复"))

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["first"].choices = month_choices(-6, 1)
        self.fields["first"].initial = month_of(clock.today())


class EndForm(ReasonForm):
    ending = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect)
    last = forms.ChoiceField(label=_("发到哪个月为止"))

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        closed = (*BY_ITSELF, Ending.CHANGED, Ending.DONE)
        self.fields["ending"].choices = [(e.value, e.label) for e in Ending if e not in closed]
        self.fields["last"].choices = month_choices(-12, 1)
        self.fields["last"].initial = month_of(clock.today())


class AccountForm(forms.Form):
    holder = forms.CharField(label=_("户名"), max_length=50, help_text=_("一般是本人;丧葬补助是领取的遗属。"))
    number = forms.CharField(label=_("银行账号"), max_length=40)
    bank = forms.CharField(label=_("开户银行"), max_length=60, required=False)


class RunForm(forms.Form):
    period = forms.ChoiceField(label=_("哪个月的"))
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["period"].choices = month_choices(-5, 0)


class HoldForm(ReasonForm):
    number = forms.IntegerField(label=_("序号"), min_value=1)


class ReturnForm(forms.Form):
    file = forms.FileField(
        label=_("银行返回的文件"),
        help_text=_("Excel 或 CSV,至少有“序号”“金额”“结果”三栏,结果写“成功”或“失败”;失败的请写“原因”。"),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件不能超过5 MB。"))
        return file


class ReceiptForm(forms.Form):
    fund = forms.ChoiceField(label=_("哪项资金"))
    amount = yuan_field(_("金额(元)"))
    on = forms.DateField(label=_("到账日期"), widget=forms.DateInput)
    document = forms.CharField(label=_("拨款文件"), max_length=120, help_text=_("名称和文号。"))
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["fund"].choices = list(fund_titles().items())
        self.fields["on"].initial = clock.today()

    def given(self) -> ReceiptInput:
        data = self.cleaned_data
        return ReceiptInput(data["fund"], fen(data["amount"]), data["on"], data["document"], data["id"])


class MonthForm(forms.Form):
    month = forms.ChoiceField(label=_("结哪个月的账"))

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["month"].choices = month_choices(-12, -1)


class StandardForm(forms.Form):
    grade = forms.ChoiceField(label=_("项目和档次"))
    amount = yuan_field(_("金额(元)"))
    per = forms.ChoiceField(label=_("怎样发"), choices=[c for c in Per.choices if c[0] != "once"], initial="year")
    by_service_year = forms.BooleanField(label=_("按服役年数,每一年这么多"), required=False)
    first_on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput, help_text=_("某个月的一日。"))
    source = forms.CharField(label=_("文件名称、文号"), max_length=200)
    trust = forms.ChoiceField(label=_("来源"), choices=[(t.value, t.label) for t in (Trust.GOVERNMENT, Trust.LAW)])
    central = yuan_field(_("中央分担(元)"), required=False)
    province = yuan_field(_("省分担(元)"), required=False)
    city = yuan_field(_("市分担(元)"), required=False)
    county = yuan_field(_("县分担(元)"), required=False)

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["grade"].choices = [
            (f"{item.value}:{key}", " ".join(word for word in (str(item.label), key_words(item, key)) if word))
            for item in Item
            if item != Item.FUNERAL
            for key in keys_of(item)
        ]

    refusal_places = {"key": "grade"}

    def given(self) -> StandardInput:
        data = self.cleaned_data
        item, _colon, key = data["grade"].partition(":")
        shares = {level: fen(data[level]) for level in LEVELS if data[level]}
        return StandardInput(
            item, data["first_on"], fen(data["amount"]), data["source"], key, data["per"], data["by_service_year"],
            None, data["trust"], shares,
        )  # fmt: skip


class CloseForm(forms.Form):
    last_on = forms.DateField(label=_("最后一天"), widget=forms.DateInput, help_text=_("某个月的最后一天。"))
