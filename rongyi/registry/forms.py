"""Forms of the personal file. They read what was typed; rules are the services'."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.ids import uuid7
from rongyi.registry.models import Category, Person, Relative, ServicePeriod, Tag
from rongyi.registry.queries import stations_in
from rongyi.registry.services import PersonInput

MARITAL = [("", "—"), ("未婚", _("未婚")), ("已婚", _("已婚")), ("丧偶", _("丧偶")), ("离异", _("离异"))]
EDUCATION = [("", "—"), *((w, w) for w in ("小学", "初中", "高中", "中专", "大专", "本科", "研究生"))]


class FileForm(forms.Form):
    """What the pages for opening and for changing a file ask alike."""

    phone = forms.CharField(label=_("手机号码"), required=False, max_length=30)
    address = forms.CharField(label=_("现住址"), required=False, max_length=120)
    registered_at = forms.CharField(label=_("户籍地址"), required=False, max_length=120)
    other_contact = forms.CharField(
        label=_("其他联系人及电话"), required=False, max_length=80, help_text=_("例如:王强(儿子)13800000000")
    )
    ethnicity = forms.CharField(label=_("民族"), required=False, max_length=20)
    education = forms.ChoiceField(label=_("文化程度"), required=False, choices=EDUCATION)
    marital = forms.ChoiceField(label=_("婚姻状况"), required=False, choices=MARITAL)
    categories = forms.MultipleChoiceField(
        label=_("人员类别"), required=False, choices=Category.choices, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.MultipleChoiceField(
        label=_("标识"), required=False, choices=Tag.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("本产品默认的标识,只记需要和功绩。"),
    )  # fmt: skip


class NewPersonForm(FileForm):
    """Opening a file: the number first, since it says sex and birthday."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    id_number = forms.CharField(
        label=_("公民身份号码"), max_length=40, help_text=_("18位。老的15位号码也可以,会自动换成18位。")
    )
    name = forms.CharField(label=_("姓名"), max_length=100)
    station = forms.ChoiceField(label=_("由哪个站服务"))
    field_order = ("id_number", "name", "phone", "station", "categories", "address")

    def __init__(self, *args, actor, **given):
        super().__init__(*args, **given)
        choices = stations_in(actor)
        self.fields["station"].choices = choices
        self.fields["station"].initial = actor.home_code if actor.home_code in dict(choices) else None

    def given(self) -> PersonInput:
        data = dict(self.cleaned_data)
        return PersonInput(region_code=data.pop("station"), id=data.pop("id") or uuid7(), **data)


class EditPersonForm(FileForm):
    """Changing a file. The number stays empty unless it was wrong and is to be replaced."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("姓名"), max_length=100)
    id_number = forms.CharField(label=_("公民身份号码"), max_length=40, required=False, help_text=_("不改就留空。"))
    field_order = ("version", "name", "id_number", "phone", "categories", "address")

    def changes(self) -> dict:
        """Only what was touched, so that an untouched field never writes over somebody else's work."""
        names = [name for name in self.changed_data if name != "version"]
        return {name: self.cleaned_data[name] for name in names if name != "id_number" or self.cleaned_data[name]}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("为什么要看完整号码"), max_length=200, help_text=_("会记入审计,本人可以查到。"))


class TransferForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    station = forms.ChoiceField(label=_("转到哪个站"))

    def __init__(self, *args, actor, **given):
        super().__init__(*args, **given)
        self.fields["station"].choices = [("", "—"), *stations_in(actor)]


class DeathForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("去世日期"), widget=forms.DateInput(attrs={"type": "date"}))


class ServiceForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    enlisted_on = forms.DateField(label=_("入伍日期"), widget=forms.DateInput(attrs={"type": "date"}))
    discharged_on = forms.DateField(label=_("退役日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    branch = forms.ChoiceField(label=_("军兵种"), required=False, choices=[("", "—"), *ServicePeriod.Branch.choices])
    rank = forms.CharField(label=_("退役时军衔或职务"), required=False, max_length=30)
    discharge_number = forms.CharField(label=_("退役证件号"), required=False, max_length=40)


class RelativeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    relation = forms.ChoiceField(label=_("关系"), choices=Relative.Relation.choices)
    relative_name = forms.CharField(label=_("姓名"), max_length=50)
    relative_phone = forms.CharField(label=_("电话"), required=False, max_length=30)
    in_household = forms.BooleanField(label=_("同住"), required=False, initial=True)
    is_guardian = forms.BooleanField(label=_("监护人"), required=False)


class PeopleFilter(forms.Form):
    station = forms.ChoiceField(label=_("服务站"), required=False)
    category = forms.ChoiceField(label=_("人员类别"), required=False, choices=[("", _("全部")), *Category.choices])
    tag = forms.ChoiceField(label=_("标识"), required=False, choices=[("", _("全部")), *Tag.choices])
    status = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Person.Status.choices], initial="active"
    )

    def __init__(self, *args, actor, **given):
        super().__init__(*args, **given)
        self.fields["station"].choices = [("", _("全部")), *stations_in(actor)]
