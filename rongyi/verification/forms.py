from django import forms
from django.utils.translation import gettext_lazy as _


class KeepForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么无误"), max_length=200, help_text=_("例如:看过入伍批准书,确为17岁特招入伍。")
    )
