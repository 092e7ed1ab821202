"""Input of the pages of the network. Forms read and check; services save."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.kernel.audit import Outcome
from rongyi.organisation.account_services import CODE_LENGTHS
from rongyi.organisation.models import Facility, Tier
from rongyi.organisation.roles import Role

ANY = ("", _("全部"))


class StationListForm(forms.Form):
    tier = forms.ChoiceField(label=_("层级"), choices=[ANY, *Tier.choices], required=False)
    text = forms.CharField(label=_("站名"), max_length=30, required=False)
    under = forms.CharField(label=_("区划代码"), max_length=12, required=False)
    after = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)


class StationForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=80)
    address = forms.CharField(label=_("地址"), max_length=120, required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    hours = forms.CharField(label=_("开放时间"), max_length=120, required=False)
    area_m2 = forms.IntegerField(label=_("面积(平方米)"), min_value=1, max_value=100_000, required=False)
    opened_on = forms.DateField(label=_("成立日期"), required=False, widget=forms.DateInput)
    is_open = forms.BooleanField(label=_("对外服务"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_opened_on(self):
        day = self.cleaned_data["opened_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("成立日期不能晚于今天。"))
        return day


class FacilitiesForm(forms.Form):
    """One line for each functional area."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for area, label in Facility.Area.choices:
            self.fields[f"{area}_in_use"] = forms.BooleanField(label=label, required=False)
            self.fields[f"{area}_area_m2"] = forms.IntegerField(
                label=_("%(area)s面积(平方米)") % {"area": label}, min_value=1, max_value=10_000, required=False
            )
            self.fields[f"{area}_shared_with"] = forms.CharField(
                label=_("%(area)s共用单位") % {"area": label}, max_length=60, required=False
            )

    def lines(self):
        for area, label in Facility.Area.choices:
            yield label, self[f"{area}_in_use"], self[f"{area}_area_m2"], self[f"{area}_shared_with"]


class PostForm(forms.Form):
    title = forms.CharField(label=_("岗位名称"), max_length=40, help_text=_("例如:站长、专职联络员、志愿联络员"))
    seats = forms.IntegerField(label=_("名额"), min_value=1, max_value=99, initial=1)


class PostingForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=50)
    starts_on = forms.DateField(label=_("任职日期"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("离任日期"), required=False, widget=forms.DateInput)
    full_time = forms.BooleanField(label=_("专职"), required=False)
    is_veteran = forms.BooleanField(label=_("本人是退役军人"), required=False)

    def clean(self):
        given = super().clean()
        if given.get("ends_on") and given.get("starts_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("离任日期不能早于任职日期。"))
        return given


class ClosePostForm(forms.Form):
    closed_on = forms.DateField(
        label=_("撤销日期"), widget=forms.DateInput, help_text=_("撤销以后不能再安排人,以前任职的记录都保留。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndPostingForm(forms.Form):
    ends_on = forms.DateField(label=_("离任日期"), widget=forms.DateInput)


def _roles():
    return [(role, Role(role).label) for role in CODE_LENGTHS]


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("身份"), choices=_roles)
    region_code = forms.CharField(
        label=_("管辖的地方"), max_length=12, required=False,
        help_text=_("输入地名或区划代码,从提示里选。系统管理员和审计可以不选,表示全部。"),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput, initial=clock.today)
    ends_on = forms.DateField(label=_("到哪天止"), required=False, widget=forms.DateInput)

    def clean(self):
        given = super().clean()
        if given.get("ends_on") and given.get("starts_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("到期日期不能早于生效日期。"))
        return given


class InviteForm(GrantForm):
    username = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,39}$", label=_("用户名"), max_length=40,
        help_text=_("小写字母开头,3至40位,可以用数字、点和短横。"),
        error_messages={"invalid": _("用户名要用小写字母开头,只含小写字母、数字、点和短横,3至40位。")},
    )  # fmt: skip
    display_name = forms.CharField(label=_("姓名"), max_length=50)
    field_order = ("username", "display_name", "role", "region_code", "starts_on", "ends_on")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


class RaiseLimitForm(forms.Form):
    most = forms.IntegerField(label=_("今天最多打开多少人的档案"), min_value=1, max_value=100_000)
    reason = forms.CharField(
        label=_("理由"), max_length=200, help_text=_("例如:全县信息核查,今天要逐户核对。只在今天有效,会留下记录。")
    )


class AccountListForm(forms.Form):
    role = forms.ChoiceField(label=_("身份"), choices=lambda: [ANY, *_roles()], required=False)
    under = forms.CharField(label=_("区划代码"), max_length=12, required=False)
    state = forms.ChoiceField(
        label=_("状态"), choices=[ANY, ("active", _("启用")), ("closed", _("停用"))], required=False
    )
    after = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class TrailForm(forms.Form):
    act = forms.ChoiceField(label=_("行为"), required=False)
    outcome = forms.ChoiceField(label=_("结果"), choices=[ANY, *Outcome.choices], required=False)
    day = forms.DateField(label=_("日期"), required=False, widget=forms.DateInput)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, acts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [ANY, *acts]
