from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.store import Received, receive
from rongyi.mandates.models import Mandate
from rongyi.mandates.services import MandateInput
from rongyi.organisation.roles import Purpose

AT_A_STATION = [choice for choice in Mandate.Way.choices if choice[0] != Mandate.Way.ONLINE]
LENT = [choice for choice in Purpose.choices if choice[0] != Purpose.WHOLE]


def _day():
    return forms.DateInput(attrs={"type": "date"})


class MandateForm(forms.Form):
    """What stands on the paper. `given()` and `received` after it is valid."""

    kind = forms.ChoiceField(
        label=_("哪一种"), choices=Mandate.Kind.choices, initial=Mandate.Kind.ATTORNEY, widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(
        label=_("监护的原因"), choices=[("", _("不是监护")), *Mandate.Basis.choices], required=False,
        help_text=_("只有法定监护才选。"),
    )  # fmt: skip
    name = forms.CharField(label=_("替他办事的人:姓名"), max_length=50)
    phone = forms.CharField(
        label=_("替他办事的人:手机号码"), max_length=30, help_text=_("用这个号码收验证码登录。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    relation = forms.ChoiceField(label=_("和本人的关系"), choices=Mandate.Relation.choices)
    purposes = forms.MultipleChoiceField(
        label=_("委托什么事"), choices=LENT, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("委托代办至少选一项;法定监护不用选,全部事项都可以代办。"),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("从哪天起"), widget=_day(), initial=clock.today)
    ends_on = forms.DateField(label=_("到哪天止"), widget=_day(), help_text=_("按委托书写的填,一次最多三年。"))
    said_by = forms.ChoiceField(
        label=_("本人怎样表示的"), choices=[("", _("请选择")), *AT_A_STATION], required=False,
        help_text=_("委托代办一定要问过本人;法定监护不填。"),
    )  # fmt: skip
    said = forms.CharField(
        label=_("本人的话"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("照本人说的写一句,可以不填。"),
    )  # fmt: skip
    paper = forms.FileField(
        label=_("委托书扫描件或照片"), required=False, help_text=_("可以不传。纸质委托书由站里保存。")
    )  # fmt: skip
    is_checked = forms.BooleanField(
        label=_("我已当面核对替他办事的人的身份证原件"), error_messages={"required": _("请核对身份证原件后勾选。")}
    )

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        self.received: Received | None = None

    def clean_paper(self):
        paper = self.cleaned_data["paper"]
        if paper:
            try:
                self.received = receive(paper)
            except FileRefused as refusal:
                raise ValidationError(str(refusal.message), code=refusal.code) from None
        return paper

    def given(self) -> MandateInput:
        cleaned = self.cleaned_data
        return MandateInput(
            cleaned["kind"], cleaned["name"], cleaned["phone"], cleaned["relation"], cleaned["starts_on"],
            cleaned["ends_on"], tuple(cleaned["purposes"]), cleaned["basis"], cleaned["said_by"], cleaned["said"],
        )  # fmt: skip


class WayForm(forms.Form):
    way = forms.ChoiceField(label=_("本人怎样表示的"), choices=AT_A_STATION, initial=Mandate.Way.COUNTER)
