from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.errors import Refused
from rongyi.portal.queries import counties_served, station_or_none
from rongyi.registry.identity import read_mobile, read_name, read_phone

EARLIEST_YEAR = 1900


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("您的手机号码"), max_length=30, error_messages={"required": _("请填手机号码。")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "digits"}),
    )  # fmt: skip

    def clean_phone(self):
        return _mobile(self.cleaned_data["phone"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("短信里的6位数字"), max_length=20, error_messages={"required": _("请填短信里的6位数字。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "digits"}),
    )  # fmt: skip


class WhoForm(forms.Form):
    """Whose file, where a telephone leads to several, and the year in which that person was born."""

    way = forms.ChoiceField(
        label=_("您要看谁的?"), widget=forms.RadioSelect, error_messages={"required": _("请选一个人。")}
    )
    born = forms.IntegerField(
        label=_("哪一年出生?"), min_value=EARLIEST_YEAR, max_value=2100, help_text=_("填4位数字,例如 1955。"),
        error_messages={"required": _("请填出生的年份。"), "invalid": _("请填4位数字,例如 1955。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4", "class": "digits"}),
    )  # fmt: skip

    def __init__(self, *args, ways, **given):
        super().__init__(*args, **given)
        self.ways = {way.key: way for way in ways}
        self.fields["way"].choices = [(way.key, self._label(way)) for way in ways]
        if len(ways) == 1:
            self.fields["way"].widget = forms.HiddenInput()
            self.fields["way"].initial = ways[0].key

    @staticmethod
    def _label(way) -> str:
        if way.mandate:
            return _("%(name)s(您替他办事)") % {"name": way.name}
        return way.name

    @property
    def chosen(self):
        return self.ways[self.cleaned_data["way"]]


class CallBackForm(forms.Form):
    """Nobody is looked up: what is typed is carried to the station, and a clerk calls."""

    name = forms.CharField(
        label=_("您的姓名"), max_length=50, error_messages={"required": _("请填姓名。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("打哪个电话找您"), max_length=30, error_messages={"required": _("请填电话号码。")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    village = forms.CharField(
        label=_("您住在哪个镇、哪个村(社区)"), max_length=40, error_messages={"required": _("请填镇和村的名称。")}
    )
    about_code = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    county_code = forms.ChoiceField(label=_("在哪个县(区)"), error_messages={"required": _("请选择在哪个县(区)。")})

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.about = station_or_none(self["about_code"].value())
        counties = [(station.code, station.region.name) for station in counties_served()]
        self.only_county = counties[0][0] if len(counties) == 1 else ""
        if self.about or self.only_county:
            del self.fields["county_code"]
        else:
            self.fields["county_code"].choices = [("", _("请选择")), *counties]

    def clean_name(self):
        try:
            return read_name(self.cleaned_data["name"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message)) from None

    def clean_phone(self):
        return _mobile(self.cleaned_data["phone"], is_landline_fine=True)

    @property
    def place(self) -> str:
        """The station that was chosen, or the county."""
        return self.about.code if self.about else self.cleaned_data.get("county_code") or self.only_county


def _mobile(text: str, *, is_landline_fine: bool = False) -> str:
    try:
        return read_phone(text) if is_landline_fine else read_mobile(text)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal.message)) from None
