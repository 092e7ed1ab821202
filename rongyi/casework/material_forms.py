"""Bringing one paper: a portrait is cut and checked by the definition's rule, anything else is a scan or a PDF."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rongyi.casework.picture_rules import rule_of
from rongyi.casework.procedures.schema import Material
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.portrait_field import PortraitField
from rongyi.kernel.files.store import Received, receive


class MaterialForm(forms.Form):
    """`received` after it is valid: what may be kept. `is_centred`: nobody drew a frame, so the middle was cut out."""

    file = forms.FileField(label=_("文件"), help_text=_("手机拍的照片、扫描件或 PDF 都可以。"))
    dated_on = forms.DateField(
        label=_("材料上的日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )  # fmt: skip

    def __init__(self, *args, material: Material, **given):
        super().__init__(*args, **given)
        self.received: Received | None = None
        self.is_centred = False
        if material.picture:
            self.fields["file"] = PortraitField(label=str(material.title), rule=rule_of(material.picture))
            del self.fields["dated_on"]
        elif material.within_days is None:
            del self.fields["dated_on"]
        if material.help:
            self.fields["file"].help_text = str(material.help)

    def clean_file(self):
        given = self.cleaned_data["file"]
        if hasattr(given, "received"):
            self.received, self.is_centred = given.received, given.is_centred
            return given
        try:
            self.received = receive(given)
        except FileRefused as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from None
        return given

    @property
    def day(self) -> date | None:
        return self.cleaned_data.get("dated_on")
