"""Forms of the personal file. They read what was typed; rules are the services'."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.files.portrait_field import PortraitField
from rongyi.kernel.files.portraits import PortraitRule
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.registry.completeness import is_filled
from rongyi.registry.fields import may_write, reads_whole
from rongyi.registry.models import Category, Ending, IdKind, Part, Person, Political, Tag
from rongyi.registry.parts import PartKind
from rongyi.registry.policy import fields_of
from rongyi.registry.queries import stations_in
from rongyi.registry.services import PersonInput

MARITAL = [("", "—"), ("未婚", _("未婚")), ("已婚", _("已婚")), ("丧偶", _("丧偶")), ("离异", _("离异"))]
EDUCATION = [("", "—"), *((w, w) for w in ("小学", "初中", "高中", "中专", "大专", "本科", "研究生"))]


DAY = {"type": "date"}
UNCHANGED = _("已登记,为保密不显示。不改就留空。")


class FenField(forms.Field):
    """Yuan in the form, whole fen behind it."""

    widget = forms.NumberInput(attrs={"step": "0.01", "min": "0"})

    def to_python(self, value):
        if value in (None, ""):
            return None
        try:
            fen = Decimal(str(value).strip()) * 100
        except InvalidOperation:
            raise forms.ValidationError(_("应是金额,例如 1200.50。")) from None
        if fen != fen.to_integral_value() or not 0 <= fen < 10**12:
            raise forms.ValidationError(_("应是金额,例如 1200.50。"))
        return int(fen)

    def prepare_value(self, value):
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value


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
    political_status = forms.ChoiceField(
        label=_("政治面貌"), required=False, choices=[("", "—"), *Political.choices],
        help_text=_("只记是否党员、团员,不记看法。"),
    )  # fmt: skip
    party_branch = forms.CharField(label=_("所在党支部"), required=False, max_length=60)
    grid = forms.CharField(label=_("网格"), required=False, max_length=30)
    verified_on = forms.DateField(label=_("最近核对日期"), required=False, widget=forms.DateInput(attrs=DAY))
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
        label=_("公民身份号码或其他证件号码"),
        max_length=40,
        help_text=_("18位。老的15位号码也可以,会自动换成18位。没有的,在下面选证件类型。"),
    )
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=IdKind.choices, initial=IdKind.RESIDENT, required=False)
    birth_date = forms.DateField(label=_("出生日期"), required=False, widget=forms.DateInput(attrs=DAY))
    sex = forms.ChoiceField(label=_("性别"), required=False, choices=[("", "—"), *Person.Sex.choices])
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
        birth = data.pop("birth_date")
        data["birth_date"] = birth.isoformat() if birth else ""
        return PersonInput(region_code=data.pop("station"), id=data.pop("id") or uuid7(), **data)


class EditPersonForm(FileForm):
    """Changing a file. The number stays empty unless it was wrong and is to be replaced."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("姓名"), max_length=100)
    id_number = forms.CharField(label=_("公民身份号码"), max_length=40, required=False, help_text=_("不改就留空。"))
    field_order = ("version", "name", "id_number", "phone", "categories", "address")

    def __init__(self, *args, person: Person, actor: Actor, **given):
        super().__init__(*args, **given)
        for name in self.hidden_of(actor):
            if is_filled(person, f"{name}_sealed"):
                self.fields[name].help_text = UNCHANGED
        for name in [n for n in self.fields if n not in ("version", "categories", "tags", "id_number")]:
            if not may_write(actor, name):
                del self.fields[name]

    @staticmethod
    def hidden_of(actor: Actor) -> frozenset[str]:
        """Fields that the page masks for this reader, so that the form does not show them either."""
        names = ("political_status", "party_branch", "phone", "address", "registered_at", "other_contact")
        return frozenset(name for name in names if not reads_whole(actor, name))

    def changes(self) -> dict:
        """Only what was touched, so that an untouched field never writes over somebody else's work."""
        names = [name for name in self.changed_data if name != "version"]
        return {name: self.cleaned_data[name] for name in names}


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


class UndoDeathForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("怎么发现登记有误"), max_length=200, help_text=_("例如:同名的另一位去世,登记错了人。会记入审计。")
    )


class PartForm(forms.Form):
    """The form of any part, made from its line in registry/parts.py."""

    def __init__(self, *args, kind: PartKind, actor: Actor, county: str, row: Part | None = None, **given):
        super().__init__(*args, **given)
        self.kind, self.row = kind, row
        if row is None:
            self.fields["id"] = forms.UUIDField(widget=forms.HiddenInput)
        else:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
        self.hidden = hidden_of(kind, actor) if row is not None else frozenset()
        for name in fields_of(kind, county):
            if may_write(actor, name, kind.model):
                self.fields[name] = self._field(name)

    def _field(self, name: str) -> forms.Field:
        field, choices = self.kind.model._meta.get_field(name), self.kind.choices_of(name)
        is_hidden = name in self.hidden and is_filled(self.row, field.attname)
        given = {
            "label": field.verbose_name,
            "required": not field.blank and not field.has_default() and not is_hidden,
            "help_text": UNCHANGED if is_hidden else self.kind.hints.get(name, ""),
        }
        if isinstance(field, models.BooleanField):
            return forms.BooleanField(**{**given, "required": False}, initial=field.get_default())
        if choices:
            return forms.ChoiceField(choices=[("", "—"), *choices], **given)
        if isinstance(field, models.DateField):
            return forms.DateField(widget=forms.DateInput(attrs=DAY), **given)
        if name.endswith("_fen"):
            return FenField(**{**given, "help_text": _("元")})
        if isinstance(field, models.IntegerField):
            return forms.IntegerField(min_value=0, **given)
        return forms.CharField(max_length=field.max_length, **given)

    def given(self) -> dict:
        """What was typed; of an entry that is being corrected only what was touched."""
        names = self.changed_data if self.row is not None else self.fields
        return {name: self.cleaned_data[name] for name in names if name not in ("id", "version")}


def hidden_of(kind: PartKind, actor: Actor) -> frozenset[str]:
    """Fields of a part that the page masks for this reader."""
    return frozenset(name for name in kind.fields if not reads_whole(actor, name, kind.model))


class PhotoForm(forms.Form):
    """A ground that is not white or an older day is told: the file takes the photo, an application would not."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    photo = PortraitField(
        label=_("照片"), tolerated=frozenset({"ground", "age"}),
        help_text=_("正面、免冠、白底、穿深色便装的近期照片,20 MB 以内。拍摄地点和相机信息会自动去掉。"),
    )  # fmt: skip

    def __init__(self, *args, rule: PortraitRule, **given):
        super().__init__(*args, **given)
        self.fields["photo"].follow(rule)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndPartForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    ending = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("从哪天起"), required=False, widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args, kind: PartKind, **given):
        super().__init__(*args, **given)
        allowed = Ending.choices if kind.is_dated else [(Ending.MISTAKE.value, Ending.MISTAKE.label)]
        self.fields["ending"].choices = allowed
        if not kind.is_dated:
            del self.fields["on"]


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
