"""What people fill in at a yearly confirmation. Forms read what was typed; rules are the services'."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.confirmations.enums import Method, Relation, Result, Way
from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.policy import ConfirmationPolicy
from rongyi.confirmations.queries import duties_of
from rongyi.confirmations.services.confirming import Changes, ConfirmInput
from rongyi.confirmations.services.following import AttemptInput
from rongyi.confirmations.services.opening import CampaignInput
from rongyi.kernel import clock
from rongyi.organisation.access import Actor

NEEDS = {Method.PROXY: ("proxy_name", "relation"), Method.VIDEO: ("with_whom",), Method.POST: ("letter_on",)}


class ConfirmForm(forms.Form):
    """Whom, how, and only what that way needs; the rest is hidden until it is wanted."""

    use_required_attribute = False  # a browser would insist on a field that is hidden

    campaign = forms.ChoiceField(label=_("哪一项年度确认"), widget=forms.RadioSelect)
    people = forms.MultipleChoiceField(
        label=_("来确认的人"), widget=forms.MultipleHiddenInput,
        error_messages={"required": _("请先选人:输入姓名或拼音首字母,按回车选中。")},
    )  # fmt: skip
    method = forms.ChoiceField(label=_("怎么办的"), widget=forms.RadioSelect)
    proxy_name = forms.CharField(label=_("代办人姓名"), required=False, max_length=50)
    relation = forms.ChoiceField(
        label=_("代办人是本人的"), required=False, widget=forms.RadioSelect, choices=Relation.choices
    )
    with_whom = forms.CharField(
        label=_("和谁视频"), required=False, max_length=50, help_text=_("例如:本人,本人和女儿。")
    )
    letter_on = forms.DateField(label=_("信上的日期"), required=False, widget=forms.DateInput)
    on = forms.DateField(label=_("哪一天"), widget=forms.DateInput)
    phone = forms.CharField(label=_("新的手机号码"), required=False, max_length=30)
    address = forms.CharField(label=_("新的住址"), required=False, max_length=120)
    died_on = forms.DateField(
        label=_("已去世,日期"), required=False, widget=forms.DateInput, help_text=_("填了就登记去世,不办确认。")
    )
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor: Actor, campaigns: list[Campaign], **given):
        super().__init__(*args, **given)
        self.actor, self.campaigns = actor, {str(c.pk): c for c in campaigns}
        self.fields["campaign"].choices = [(str(c.pk), c.title) for c in campaigns]
        if len(campaigns) == 1:
            self.fields["campaign"].widget = forms.HiddenInput()
        names, wanted = dict(Method.choices), {m for c in campaigns for m in c.settings["methods"]}
        self.fields["method"].choices = [(m, names[Method(m)]) for m in Method.values if m in wanted]
        self.fields["people"].valid_value = lambda value: True  # the duties come from the actor's reach
        self.fields["on"].initial, self.fields["method"].initial = clock.today(), Method.ON_SITE
        chosen = self.data.get("method") if self.is_bound else None
        for method, names_needed in NEEDS.items():
            for name in names_needed:
                self.fields[name].required = chosen in (None, method)
        if campaigns:
            self.fields["campaign"].initial = str(campaigns[0].pk)

    def clean(self) -> dict:
        data = super().clean() or {}
        campaign = self.campaigns.get(data.get("campaign", ""))
        if campaign is None or not data.get("people"):
            return data
        ids = {value for value in map(_uuid, data["people"]) if value}
        found = duties_of(self.actor, campaign, ids)
        if len(found) < len(set(data["people"])):
            self.add_error("people", _("有人不在这次的名单里。请看看他的类别对不对,或换一项年度确认。"))
        if len(ids) > 1 and (data.get("phone") or data.get("address") or data.get("died_on")):
            self.add_error("people", _("改电话、住址或登记去世,请一次只选一个人。"))
        data["duties"] = list(found.values())
        return data

    def given(self) -> ConfirmInput:
        data = self.cleaned_data
        return ConfirmInput(
            method=data["method"], on=data["on"], proxy_name=data["proxy_name"], relation=data["relation"],
            letter_on=data["letter_on"], with_whom=data["with_whom"], id=data["id"],
            changes=Changes(data["phone"], data["address"], data["died_on"]),
        )  # fmt: skip

    def chosen(self) -> list[dict]:
        """The people that are in the form now, for the page that comes back."""
        ids = self.data.getlist("people") if self.is_bound else self.initial.get("people", [])
        wanted, found = [i for i in map(_uuid, ids) if i], dict[UUID, Duty]()
        for campaign in self.campaigns.values() if wanted else ():
            found = duties_of(self.actor, campaign, wanted) | found
        return [{"value": str(i), "label": found[i].person.name} for i in dict.fromkeys(wanted) if i in found]


class CorrectForm(ConfirmForm):
    """A confirmation that was recorded wrongly: how and when; the person stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, duty: Duty, actor: Actor, **given):
        super().__init__(*args, actor=actor, campaigns=[duty.campaign], **given)
        for name in ("people", "phone", "address", "died_on"):
            del self.fields[name]

    def given(self) -> ConfirmInput:
        data = self.cleaned_data
        names = ("method", "on", "proxy_name", "relation", "letter_on", "with_whom")
        return ConfirmInput(**{name: data[name] for name in names})


class AttemptForm(forms.Form):
    on = forms.DateField(label=_("哪一天"), widget=forms.DateInput)
    way = forms.ChoiceField(label=_("怎么联系的"), widget=forms.RadioSelect, choices=Way.choices, initial=Way.PHONE)
    result = forms.ChoiceField(
        label=_("结果"), widget=forms.RadioSelect, choices=Result.choices, initial=Result.NO_ANSWER
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=200)

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["on"].initial = clock.today()

    def given(self) -> AttemptInput:
        return AttemptInput(**self.cleaned_data)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(forms.Form):
    agreed = forms.ChoiceField(
        label=_("决定"), widget=forms.RadioSelect,
        choices=[("yes", _("同意暂停发放")), ("no", _("不同意,继续联系"))],
    )  # fmt: skip
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    letter = forms.CharField(
        label=_("给本人的通知书"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("同意暂停时要发给本人,可以改。"),
    )  # fmt: skip

    def given(self) -> dict:
        data = self.cleaned_data
        return {"agreed": data["agreed"] == "yes", "reason": data["reason"], "letter": data["letter"]}


class SlipForm(forms.Form):
    """Where and when people are asked to come; it is printed as it is written."""

    station = forms.ChoiceField(label=_("给哪个站的人"))
    which = forms.ChoiceField(
        label=_("给谁"), widget=forms.RadioSelect, initial="untold",
        choices=[("untold", _("该通知的(没通知过的,和通知后很久没来的)")), ("waiting", _("所有还没确认的"))],
    )  # fmt: skip
    time = forms.CharField(label=_("时间"), max_length=60, help_text=_("例如:12月3日上午8:30至11:30。"))
    place = forms.CharField(label=_("地点"), max_length=80)

    def __init__(self, *args, stations: list[tuple[str, str]], **given):
        super().__init__(*args, **given)
        self.fields["station"].choices = stations


class CampaignForm(forms.Form):
    """Opening a campaign: kind and days first; every setting stands there as the rule file has it and may be changed."""

    definition = forms.CharField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("名称"), max_length=60)
    station = forms.ChoiceField(label=_("在哪里开展"))
    first_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput)
    last_on = forms.DateField(label=_("截止日期"), widget=forms.DateInput)
    groups = forms.MultipleChoiceField(label=_("确认哪些人"), widget=forms.CheckboxSelectMultiple)
    methods = forms.MultipleChoiceField(label=_("可以怎么办"), widget=forms.CheckboxSelectMultiple)
    remind_every = forms.IntegerField(label=_("通知后没来,隔几天再通知"), min_value=1, max_value=180)
    attempts = forms.IntegerField(label=_("至少联系几次不上,才能建议暂停"), min_value=1, max_value=12)
    days_between = forms.IntegerField(label=_("每次至少相隔几天"), min_value=1, max_value=60)
    only_after_window = forms.BooleanField(label=_("截止日期以后才能建议暂停"), required=False)
    notice = forms.CharField(label=_("通知上的话"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    letter = forms.CharField(label=_("暂停通知书"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, rules: ConfirmationPolicy, stations: list[tuple[str, str]], **given):
        super().__init__(*args, **given)
        sources = "、".join(dict.fromkeys(group.source for group in rules.groups))
        self.fields["groups"].choices = [(group.name, str(group.title)) for group in rules.groups]
        self.fields["groups"].help_text = _("出处:%(sources)s。") % {"sources": sources}
        self.fields["methods"].choices = Method.choices
        self.fields["station"].choices = stations

    def given(self) -> CampaignInput:
        data = {name: value for name, value in self.cleaned_data.items() if name != "station"}
        return CampaignInput(**data)


def _uuid(text: str) -> UUID | None:
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError:
        return None
