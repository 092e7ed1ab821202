"""A form that was opened before its file was merged: what was typed is kept and stands beside the file that it became."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rongyi.organisation.access import Actor
from rongyi.registry.fields import in_words, reads_whole, shown
from rongyi.registry.models import Category, Person, Tag
from rongyi.registry.parts import PARTS
from rongyi.registry.queries import Merged, get_person
from rongyi.registry.shown import words

NOT_TYPED = {"csrfmiddlewaretoken", "version", "id"}


def beside_the_survivor(view: Callable) -> Callable:
    """Leads who only looks to the survivor, and shows who has typed something both, with nothing saved and nothing lost."""

    @wraps(view)
    def guarded(request, pk, **more):
        try:
            return view(request, pk=pk, **more)
        except Merged as merged:
            survivor = get_person(request.actor, merged.into)
            if request.method != "POST":
                messages.info(request, _("这份档案已并入下面这一份。"))
                return redirect("registry:person", pk=survivor.pk)
            rows = typed_rows(request.POST, survivor, request.actor, more.get("part", ""))
            return render(request, "registry/merged.html", {"survivor": survivor, "rows": rows}, status=merged.status)

    return guarded


def typed_rows(typed, survivor: Person, actor: Actor, part: str) -> list[dict]:
    """What was typed, field by field, beside what the survivor says; of an entry only what was typed."""
    model = PARTS[part].model if part in PARTS else Person
    labels = {f.name: str(f.verbose_name) for f in model._meta.get_fields() if hasattr(f, "verbose_name")}
    labels |= {"categories": _("人员类别"), "tags": _("标识"), "station": _("服务站"), "on": _("去世日期")}
    rows = []
    for name in typed:
        if name in NOT_TYPED or name not in labels or not any(typed.getlist(name)):
            continue
        if name in ("categories", "tags"):
            choices = Category if name == "categories" else Tag
            mine, theirs = "、".join(words([c for c in typed.getlist(name) if c in choices.values], choices)), ""
        else:
            is_own = model is Person and name in {f.name for f in Person._meta.concrete_fields}
            mine = in_words(model, name, typed[name]) if is_own else typed[name]
            theirs = shown(survivor, name, actor).value if is_own and reads_whole(actor, name) else ""
        rows.append({"label": labels[name], "mine": mine, "theirs": theirs, "differs": mine != str(theirs or "")})
    return rows
