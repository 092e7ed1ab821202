from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.rights.models import Request, Way
from rongyi.rights.notices import notices

AT_A_STATION = [choice for choice in Way.choices if choice[0] != Way.ONLINE]


class ConsentForm(forms.Form):
    """Which text, and how it was said; a guardian where a child is asked."""

    notice = forms.ChoiceField(label=_("文本"), widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("方式"), choices=AT_A_STATION, initial=Way.COUNTER)
    guardian = forms.CharField(
        label=_("监护人姓名"), required=False, max_length=50, help_text=_("本人未满14周岁时填写。")
    )

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.fields["notice"].choices = [(name, str(one.content.title)) for name, one in notices().items()]


class WayForm(forms.Form):
    way = forms.ChoiceField(label=_("方式"), choices=AT_A_STATION, initial=Way.COUNTER)


class RequestForm(forms.Form):
    right = forms.ChoiceField(label=_("请求"), choices=Request.Right.choices, widget=forms.RadioSelect)
    wish = forms.CharField(
        label=_("内容"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("要改什么、删什么、想了解什么。只要一份副本的可以不写。"),
    )  # fmt: skip


class StationRequestForm(RequestForm, WayForm):
    """The same, said at the station."""


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("结果"), widget=forms.RadioSelect,
        choices=[c for c in Request.State.choices if c[0] != Request.State.OPEN],
    )  # fmt: skip
    answer = forms.CharField(
        label=_("答复"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("本人在网上看得到。不予办理的,写明理由和依据。"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class CopyForm(forms.Form):
    format = forms.ChoiceField(
        label=_("格式"), choices=[("pdf", _("PDF,打印给本人")), ("json", _("JSON,给别的系统读"))], initial="pdf",
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("副本里有完整号码,打印会留下记录。"))
