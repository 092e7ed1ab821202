"""Bringing one paper: a portrait is cut and checked by the definition's rule, anything else is a scan or a PDF."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rongyi.casework.procedures.schema import Material, PictureCheck
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.portrait_field import PortraitField
from rongyi.kernel.files.portraits import PortraitRule
from rongyi.kernel.files.store import Received, receive

DAYS_A_MONTH = 30
WHITE_FROM, WHITE_SHARE, HEAD_SHARE, SMALLEST_CROP = 200, 0.9, 2 / 3, 200


def rule_of(picture: PictureCheck) -> PortraitRule:
    """What the definition asks of a portrait; how white is white is ours (本产品默认)."""
    return PortraitRule(
        width=picture.width, height=picture.height, min_bytes=picture.least_kb * 1024,
        max_bytes=picture.most_kb * 1024, dpi=300, head_share=HEAD_SHARE, smallest_crop=SMALLEST_CROP,
        white_from=WHITE_FROM if picture.white_ground else 0, white_share=WHITE_SHARE if picture.white_ground else 0.0,
        months=(picture.within_days or 0) // DAYS_A_MONTH,
    )  # fmt: skip


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
