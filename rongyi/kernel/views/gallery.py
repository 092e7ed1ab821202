"""Every component in every state on one page: for builders to look up, for axe and for pictures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rongyi.kernel.views import gallery_samples as samples

LISTS = {
    "months": samples.MONTHS,
    "towns": samples.TOWNS,
    "share": samples.SHARE,
    "tree": samples.TREE,
    "tiles": samples.TILES,
    "burst": samples.BURST,
    "burst_levels": samples.BURST_LEVELS,
    "timeline": samples.TIMELINE,
    "conflict": samples.CONFLICT,
    "rows": samples.ROWS,
    "options": samples.PEOPLE,
    "icons": samples.ICONS,
    "steps": samples.STEPS,
    "tabs": samples.TABS,
    "crumbs": samples.CRUMBS,
    "effects": samples.EFFECTS,
}


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    wrong = samples.SampleForm(samples.TYPED, auto_id="wrong_%s")
    wrong.add_error("number", _("校验位不对:最后一位应当是 5,请对照证件再看一遍。"))
    shown = {
        "empty": samples.SampleForm(auto_id="empty_%s", initial={"channel": "home"}),
        "wrong": wrong,
        "filters": samples.SampleForm(auto_id="filter_%s"),
        "drawn": samples.SampleForm(auto_id="drawn_%s"),
        "cut": samples.PortraitForm(auto_id="cut_%s"),
        "uncut": samples.PortraitForm({}, auto_id="uncut_%s", prefix="uncut"),
    }
    return render(request, "kernel/gallery.html", LISTS | shown)
