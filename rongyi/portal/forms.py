from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.portal.models import Feedback
from rongyi.portal.queries import counties_served, station_or_none
from rongyi.portal.services import Opinion

TOPICS = [choice for choice in Feedback.Topic.choices if choice[0] != Feedback.Topic.CALL_BACK]
"""A wish to be called has a page of its own, which asks for the number."""


class FeedbackForm(forms.Form):
    topic = forms.ChoiceField(
        label=_("哪一类"), choices=TOPICS, initial=Feedback.Topic.SUGGESTION, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("您想说的话"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("请写下您想说的话,一句也可以。")},
    )  # fmt: skip
    contact = forms.CharField(
        label=_("怎么联系您"), max_length=60, required=False,
        help_text=_("不写也可以。写了才能答复您;只有办理的人能看到,加密保存。"),
    )  # fmt: skip
    about_code = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    county_code = forms.ChoiceField(
        label=_("在哪个县(区)"), error_messages={"required": _("请选择在哪个县(区),好转给那里的人办理。")}
    )

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.about = station_or_none(self["about_code"].value())
        counties = [(station.code, station.region.name) for station in counties_served()]
        if self.about or len(counties) < 2:
            del self.fields["county_code"]
        else:
            self.fields["county_code"].choices = [("", _("请选择")), *counties]
        self.only_county = counties[0][0] if len(counties) == 1 else ""

    def opinion(self) -> Opinion:
        given = self.cleaned_data
        return Opinion(
            given["topic"], given["text"], given["contact"], about_code=self.about.code if self.about else "",
            county_code=given.get("county_code") or self.only_county,
        )  # fmt: skip


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("答复"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    q = forms.CharField(
        label=_("镇、街道、村或社区的名称"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
