"""A form field for a portrait: any picture goes in, with the box that was drawn around it; out comes the portrait.

The cutting tool is `static/js/portrait.js`. Where it does not run the middle is cut out, and `is_centred` says so.
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.kernel import clock
from rongyi.kernel.files.checks import JPEG, FileRefused
from rongyi.kernel.files.portraits import (
    PICTURES,
    Box,
    Fault,
    PortraitRule,
    check_age,
    check_portrait,
    make_portrait,
    taken_on,
)
from rongyi.kernel.files.store import Received, receive

LEAST_CROWN = 0.35
"""Of the room that the head leaves, this part is above it."""


@dataclass(frozen=True)
class Portrait:
    """A portrait that may be kept: `keep(portrait.received, …)`. `faults` are those that the form tolerates."""

    received: Received
    faults: list[Fault] = field(default_factory=list)
    is_centred: bool = False


@dataclass(frozen=True)
class _Sent:
    file: Any
    box: str


class PortraitInput(forms.FileInput):
    """A file input and the tool around it; without script it is the file input alone."""

    template_name = "ui/portrait.html"
    rule: PortraitRule

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, {"accept": PICTURES.accept, **(attrs or {})})
        rule = self.rule
        head = rule.head_share or 2 / 3
        crown = round(rule.height * (1 - head) * LEAST_CROWN)
        context["portrait"] = {
            "rule": rule, "box": f"{name}_box", "crown": crown, "chin": crown + round(rule.height * head),
            "middle": rule.width // 2, "label": rule.width - 6,
        }  # fmt: skip
        return context

    def value_from_datadict(self, data, files, name) -> _Sent | None:
        file = files.get(name)
        return _Sent(file, data.get(f"{name}_box", "")) if file else None

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in files


class PortraitField(forms.Field):
    """`tolerated`: codes of faults that are told and do not refuse, such as a ground that is not white."""

    widget = PortraitInput
    default_error_messages = {"required": gettext_lazy("请选择一张照片。")}

    def __init__(self, *, rule: PortraitRule | None = None, tolerated: frozenset[str] = frozenset(), **given):
        super().__init__(**given)
        self.tolerated = tolerated
        if rule:
            self.follow(rule)

    def follow(self, rule: PortraitRule) -> None:
        """For forms that learn the rule when they are made."""
        self.rule = self.widget.rule = rule

    def to_python(self, value: _Sent | None) -> Portrait | None:
        if value is None:
            return None
        try:
            portrait = take_portrait(value.file, value.box, self.rule)
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal.message), code=refusal.code) from None
        grave = [fault for fault in portrait.faults if fault.code not in self.tolerated]
        if grave:
            raise forms.ValidationError([forms.ValidationError(str(fault), code=fault.code) for fault in grave])
        return portrait


def take_portrait(upload, box: str, rule: PortraitRule) -> Portrait:
    """Receives, scans and cuts an upload; everything that takes long, so call it before the act begins."""
    came = receive(upload, PICTURES)
    data = make_portrait(came.data, Box.read(box), rule)
    faults = [*check_portrait(data, rule), *check_age(taken_on(came.data), clock.today(), rule)]
    return Portrait(Received(_("照片.jpg"), JPEG, data, came.state), faults, not box.strip())
