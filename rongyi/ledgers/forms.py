"""The filter bar of a ledger. Its fields travel in the address, so none of them holds a name or a number."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.kernel.ids import uuid7
from rongyi.ledgers.queries import Ledger, stations_to_choose
from rongyi.organisation.access import Actor

PERIODS = {"month": _("本月"), "quarter": _("本季"), "year": _("本年"), "custom": _("自定")}
USUAL = "year"


class LedgerFilterForm(forms.Form):
    station = forms.ChoiceField(label=_("服务站"), required=False)
    period = forms.ChoiceField(label=_("期间"), required=False, choices=list(PERIODS.items()), initial=USUAL)
    first = forms.DateField(label=_("从"), required=False, widget=forms.DateInput)
    last = forms.DateField(label=_("到"), required=False, widget=forms.DateInput)

    def __init__(self, data, *, ledger: Ledger, actor: Actor):
        data = data.copy()
        if data.get("first") or data.get("last"):
            data["period"] = "custom"  # days that were typed count, whatever preset stands beside them
        data.setdefault("period", USUAL)
        super().__init__(data)
        self.ledger = ledger
        stations = stations_to_choose(actor)
        self.fields["station"].choices = [("", _("全部")), *stations]
        for key, choices in ledger.filters.items():
            label = _("方式") if key == "channel" else next(c.label for c in ledger.labels if c.key == key)
            self.fields[key] = forms.ChoiceField(label=label, required=False, choices=[("", _("全部")), *choices])
        self.fields["state"] = forms.ChoiceField(
            label=_("状态"), required=False, choices=[("", _("只看有效")), ("all", _("含已更正、已撤回"))]
        )

    def clean(self) -> dict:
        given = super().clean() or {}
        first, last = period_of(given.get("period") or USUAL, given.get("first"), given.get("last"))
        if first and last and first > last:
            self.add_error("last", _("结束日期早于开始日期,请对调。"))
        return {**given, "first": first, "last": last}

    def asked(self) -> dict:
        """What the queries take."""
        given = self.cleaned_data
        filters = {key: given[key] for key in (*self.ledger.filters, "state") if given.get(key)}
        return {"station": given["station"], "first": given["first"], "last": given["last"], "filters": filters}

    def top_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("first", "last")]


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("格式"), widget=forms.RadioSelect, initial="xlsx",
        choices=[("xlsx", _("Excel 表格(.xlsx)")), ("csv", _("文本表格(.csv)")), ("pdf", _("打印稿(.pdf)"))],
    )  # fmt: skip


class AskForm(ExportForm):
    """For a file that a second person has to let go."""

    reason = forms.CharField(
        label=_("为什么要导出,给谁用"), min_length=4, max_length=200, widget=forms.Textarea({"rows": 3}),
        help_text=_("批准的人会看到。例如:县局年度统计,核对后删除。"),
    )  # fmt: skip
    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid7)


class DecideForm(forms.Form):
    approve = forms.TypedChoiceField(
        label=_("决定"), choices=[("yes", _("批准")), ("no", _("不批准"))], widget=forms.RadioSelect,
        coerce=lambda word: word == "yes",
    )  # fmt: skip
    answer = forms.CharField(label=_("说明"), required=False, max_length=200, help_text=_("不批准的,请写明原因。"))


def period_of(period: str, first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """The days of a preset, up to today; typed days count only where the period is one's own."""
    today = clock.today()
    begin = {
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }
    return (begin[period], today) if period in begin else (first, last)
