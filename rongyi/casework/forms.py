"""Forms of the desk. What an act asks for comes from the definition, by AnswersForm."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.casework.colleague_queries import colleagues
from rongyi.casework.enums import Applicant, Channel, MaterialState
from rongyi.casework.models import Case, CaseClock, CaseMaterial
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.procedures.schema import Act, Material

LONG = forms.Textarea(attrs={"rows": 3})
WAYS = [("hand", _("当面")), ("post", _("邮寄")), ("online", _("网上")), ("left", _("留置")), ("public", _("公告"))]


class ListForm(forms.Form):
    """What narrows the day's list. Never a name or a number: it stands in the address."""

    matter = forms.ChoiceField(label=_("事项"), required=False)
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        titles = [(name, str(procedure.title)) for name, procedure in store.procedures().items()]
        self.fields["matter"].choices = [("", _("全部事项")), *titles]


class OpenForm(forms.Form):
    """Who asks and how; the papers whose originals were looked at."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("怎样申请的"), widget=forms.RadioSelect)
    applicant = forms.ChoiceField(label=_("由谁申请"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("姓名"), max_length=50, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)
    shown = forms.MultipleChoiceField(
        label=_("已经看过原件的材料"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("看过就行,不用留照片。没带的以后再补。"),
    )  # fmt: skip
    note = forms.CharField(label=_("备注"), required=False, max_length=500, widget=LONG)

    def __init__(self, *args, procedure: Procedure, has_person: bool, **given):
        super().__init__(*args, **given)
        staff = [one for one in procedure.apply.channels if one != Channel.ONLINE]
        self.fields["channel"].choices = [(one, Channel(one).label) for one in staff or procedure.apply.channels]
        self.fields["applicant"].choices = [(one, Applicant(one).label) for one in procedure.apply.who]
        self.fields["channel"].initial, self.fields["applicant"].initial = (staff or [""])[0], procedure.apply.who[0]
        if has_person:
            del self.fields["name"]
        if procedure.materials:
            self.fields["shown"].choices = [(material.key, str(material.title)) for material in procedure.materials]
        else:
            del self.fields["shown"]


class ActForm(forms.Form):
    """The part of an act that every matter has: the reason, what is lacking, a word."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(label=_("理由"), widget=forms.RadioSelect, required=False)
    lacking = forms.MultipleChoiceField(
        label=_("要补正的材料"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("一次说全。这一环节以后不能再退。"),
    )  # fmt: skip
    note = forms.CharField(label=_("说明"), required=False, max_length=1000, widget=LONG)

    def __init__(self, *args, act: Act, procedure: Procedure, materials: list[CaseMaterial], **given):
        super().__init__(*args, **given)
        reasons = [(code, str(procedure.reason(code).title)) for code in act.reasons if procedure.reason(code)]
        titles = {material.key: str(material.title) for material in procedure.materials}
        self.fields["reason"].choices = reasons
        self.fields["lacking"].choices = [(row.key, titles.get(row.key, row.key)) for row in materials]
        if not reasons:
            del self.fields["reason"]
        if act.kind != "return" or not materials:
            del self.fields["lacking"]


class SideForm(forms.Form):
    """A word that is kept with the act."""

    note = forms.CharField(label=_("说明"), required=False, max_length=1000, widget=LONG)


class PauseForm(SideForm):
    stop = forms.ChoiceField(label=_("因为什么停"), widget=forms.RadioSelect)

    def __init__(self, *args, procedure: Procedure, **given):
        super().__init__(*args, **given)
        self.fields["stop"].choices = [(one.key, f"{one.title}({one.source})") for one in procedure.stops]


class ExtendForm(SideForm):
    key = forms.ChoiceField(label=_("哪个期限"), widget=forms.RadioSelect)
    days = forms.IntegerField(label=_("延长多少"), min_value=1, max_value=365)

    def __init__(self, *args, clocks: list[CaseClock], **given):
        super().__init__(*args, **given)
        self.fields["key"].choices = [
            (one.key, f"{one.title} {one.due_on:%Y-%m-%d}") for one in clocks if not one.ended_on
        ]


class HandOverForm(SideForm):
    user = forms.ChoiceField(label=_("交给谁"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args, case: Case, **given):
        super().__init__(*args, **given)
        self.fields["user"].choices = [("", _("放回岗位,谁有空谁办")), *colleagues(case.post, case.at_code)]

    def given(self) -> dict:
        names = dict(self.fields["user"].choices)
        user = self.cleaned_data["user"]
        return {"user_id": user or None, "name": str(names[user]) if user else "", "note": self.cleaned_data["note"]}


class AwayForm(forms.Form):
    """Who sees to everything meanwhile."""

    user = forms.ChoiceField(label=_("交给谁"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args, places: set[tuple[str, str]], me: str, **given):
        super().__init__(*args, **given)
        found = {user: name for place in sorted(places) for user, name in colleagues(*place) if user != me}
        self.fields["user"].choices = [("", _("放回岗位,谁有空谁办")), *found.items()]


class CheckForm(forms.Form):
    """What a clerk found of a paper."""

    state = forms.ChoiceField(
        label=_("看下来"), widget=forms.RadioSelect,
        choices=[(s, MaterialState(s).label) for s in (MaterialState.ACCEPTED, MaterialState.LACKING, MaterialState.WAIVED)],
    )  # fmt: skip
    dated_on = forms.DateField(label=_("材料上的日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=_("说明"), required=False, max_length=300, help_text=_("需补正的写缺什么;免提交的写为什么。")
    )

    def __init__(self, *args, material: Material, **given):
        super().__init__(*args, **given)
        if material.within_days is None and material.picture is None:
            del self.fields["dated_on"]


class DeliverForm(forms.Form):
    on = forms.DateField(label=_("送达日期"), widget=forms.DateInput(attrs={"type": "date"}))
    way = forms.ChoiceField(label=_("送达方式"), choices=WAYS, widget=forms.RadioSelect)
