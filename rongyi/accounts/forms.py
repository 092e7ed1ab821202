from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("用户名"), max_length=40, error_messages={"required": _("请填用户名。")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("密码"), max_length=200, strip=False, error_messages={"required": _("请填密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class FactorForm(forms.Form):
    number = forms.CharField(
        label=_("手机上的6位数字"), max_length=30, error_messages={"required": _("请填手机上显示的数字。")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )  # fmt: skip


class ProveForm(forms.Form):
    """Who is there? Whoever has a second factor shows it here as well."""

    password = SignInForm.base_fields["password"]
    number = FactorForm.base_fields["number"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not user.has_second_factor:
            del self.fields["number"]


class NewPasswordForm(forms.Form):
    """A password twice, measured by the rules."""

    password = forms.CharField(
        label=_("新密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少10位,不要用生日、姓名或连续的数字。可以用几个不相干的词。"),
    )  # fmt: skip
    again = forms.CharField(
        label=_("再输一遍新密码"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self):
        given = super().clean()
        if "password" in given and given.get("again") not in (None, given["password"]):
            self.add_error("again", _("两次输入的密码不一样。请再输一遍。"))
        return given


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label=_("现在的密码"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    field_order = ("old", "password", "again")
