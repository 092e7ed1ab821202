"""What people fill in about cards and offers. Forms read what was typed; rules are the services'."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.cards.enums import Bank, CardKind, OfferKind
from rongyi.cards.models import Offer
from rongyi.cards.services.handing import Ceremony
from rongyi.cards.services.issuing import CardInput
from rongyi.cards.services.losing import LONGEST, SHORTEST
from rongyi.casework.models import Case
from rongyi.kernel import clock

TAIL = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "30"}
WAYS = [("station", _("到站领取")), ("home", _("送证上门")), ("ceremony", _("颁证仪式"))]
AGENDA = _("奏唱中华人民共和国国歌\n宣读名单\n颁发优待证\n持证人代表发言\n合影")


class EnterForm(forms.Form):
    """A card that somebody holds already. `card_tail` takes more than four signs so that a whole number is answered."""

    refusal_places = {"person": "kind"}

    kind = forms.ChoiceField(label=_("种类"), widget=forms.RadioSelect, choices=CardKind.choices)
    bank = forms.ChoiceField(label=_("合作银行"), widget=forms.RadioSelect, choices=Bank.choices)
    card_tail = forms.CharField(
        label=_("编号后四位"), max_length=30, widget=forms.TextInput(attrs=TAIL),
        help_text=_("只填后四位。完整卡号不用填,系统也不存。"),
    )  # fmt: skip
    province = forms.ChoiceField(label=_("发证省份"))
    issued_on = forms.DateField(label=_("发放日期"), widget=forms.DateInput)
    valid_to = forms.DateField(label=_("有效期至"), required=False, widget=forms.DateInput)
    note = forms.CharField(label=_("说明"), required=False, max_length=300)
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, provinces: list[tuple[str, str]], **given):
        super().__init__(*args, **given)
        self.fields["province"].choices = provinces

    def given(self) -> CardInput:
        data = dict(self.cleaned_data)
        return CardInput(tail=data.pop("card_tail"), **data)


class DayForm(forms.Form):
    """On which day, and a word."""

    on = forms.DateField(label=_("哪一天"), widget=forms.DateInput)
    note = forms.CharField(label=_("说明"), required=False, max_length=300)

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["on"].initial = clock.today()


class TemporaryLossForm(DayForm):
    days = forms.IntegerField(
        label=_("挂失几天"), min_value=SHORTEST, max_value=LONGEST, initial=LONGEST,
        help_text=_("按银行说的填,5到15天。到期自动解除;农业银行要到网点才能解除。"),
    )  # fmt: skip
    field_order = ("on", "days", "note")


class OwnLossForm(forms.Form):
    """Only after the bank was told: the form asks, and explains the telephone."""

    on = forms.DateField(label=_("哪天给银行打的电话"), widget=forms.DateInput)
    days = forms.IntegerField(
        label=_("银行说挂失几天"), min_value=SHORTEST, max_value=LONGEST, initial=LONGEST,
        help_text=_("不清楚就不用改。"),
    )  # fmt: skip

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["on"].initial = clock.today()


class HandOverForm(forms.Form):
    """Cards that wait, each with who signed; the sheet of a ceremony asks for a little more."""

    cases = forms.MultipleChoiceField(label=_("发给谁"), widget=forms.CheckboxSelectMultiple, required=False)
    way = forms.ChoiceField(label=_("发放方式"), choices=WAYS, initial="station", widget=forms.RadioSelect)
    title = forms.CharField(label=_("仪式名称"), required=False, max_length=40, initial=_("优待证颁发仪式"))
    on = forms.DateField(label=_("哪一天举行"), required=False, widget=forms.DateInput)
    place = forms.CharField(label=_("地点"), required=False, max_length=60)
    agenda = forms.CharField(
        label=_("仪程,一行一项"), required=False, max_length=600, initial=AGENDA,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def __init__(self, *args, waiting: list[Case], rows: list[dict], has_all: bool = False, **given):
        super().__init__(*args, **given)
        self.waiting = {str(case.pk): case for case in waiting}
        self.fields["cases"].choices = [(key, case.applicant_name) for key, case in self.waiting.items()]
        self.fields["on"].initial = clock.today()
        for key, case in self.waiting.items():
            self.fields[f"by-{key}"] = forms.CharField(
                label=_("%(name)s由谁签收") % {"name": case.applicant_name}, required=False, max_length=50,
                initial=_("本人"),
            )  # fmt: skip
        self.has_all = has_all
        chosen = set(self.data.getlist("cases")) if self.is_bound else set(self.waiting) if has_all else set()
        self.rows = [
            {**row, "by": self[f"by-{row['case'].pk}"], "checked": str(row["case"].pk) in chosen} for row in rows
        ]

    @property
    def chosen(self) -> list[Case]:
        return [self.waiting[key] for key in self.cleaned_data["cases"]]

    @property
    def received(self) -> dict[UUID, str]:
        return {case.pk: self.cleaned_data[f"by-{key}"] for key, case in self.waiting.items()}

    @property
    def ceremony(self) -> Ceremony:
        data = self.cleaned_data
        agenda = tuple(line.strip() for line in data["agenda"].splitlines() if line.strip())
        return Ceremony(data["title"], data["on"] or clock.today(), data["place"], agenda[:12])


class OfferForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    region_code = forms.ChoiceField(label=_("在哪里可以享受"))

    class Meta:
        model = Offer
        fields = ("title", "merchant", "kind", "how", "address", "phone", "source", "starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput, "ends_on": forms.DateInput, "kind": forms.Select,
            "how": forms.Textarea(attrs={"rows": 2}),
        }  # fmt: skip
        help_texts = {
            "title": _("例如:凭证免费乘坐城市公交。"), "how": _("例如:上车出示优待证。"),
            "source": _("哪份文件、哪个协议定的。"), "ends_on": _("不填就一直有效。到期自己从目录里消失。"),
        }  # fmt: skip

    def __init__(self, *args, places: list[tuple[str, str]], **given):
        super().__init__(*args, **given)
        self.fields["region_code"].choices = places
        if self.instance._state.adding:
            self.fields["starts_on"].initial = clock.today()
        else:
            del self.fields["region_code"]
            self.fields["version"].initial = self.instance.version


class OfferSearch(forms.Form):
    """Public: nothing of a person in it, so the address may carry it."""

    place = forms.ChoiceField(label=_("地方"), required=False)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部"))])
    q = forms.CharField(label=_("找什么"), required=False, max_length=40)

    def __init__(self, *args, places: list[tuple[str, str]], **given):
        super().__init__(*args, **given)
        self.fields["place"].choices = [("", _("全部")), *places]
        self.fields["kind"].choices = [("", _("全部")), *OfferKind.choices]

    def asked(self) -> dict[str, str]:
        """What fits of what was asked; the rest is left out without a word, as in any catalogue."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return {"place": data.get("place", ""), "kind": data.get("kind", ""), "text": data.get("q", "")}
