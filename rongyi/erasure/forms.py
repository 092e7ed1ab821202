from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.erasure.models import Erasure


class ProposeForm(forms.Form):
    basis = forms.ChoiceField(label=_("依据"), choices=Erasure.Basis.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("为什么删除"), max_length=200, widget=forms.Textarea({"rows": 3}),
        help_text=_("例如:采集时登错了人,本人不是服务对象。"),
    )  # fmt: skip


class DecideForm(forms.Form):
    approve = forms.TypedChoiceField(
        label=_("决定"), choices=[("yes", _("删除")), ("no", _("不予删除"))], widget=forms.RadioSelect,
        coerce=lambda word: word == "yes",
    )  # fmt: skip
    answer = forms.CharField(
        label=_("说明"), required=False, max_length=200, help_text=_("不予删除的,请写明理由,要告知本人。")
    )
