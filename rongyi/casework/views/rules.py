"""Matters for those who work by them: the way drawn, and where each limit comes from."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rongyi.casework.drawing import drawn, told
from rongyi.casework.enums import Applicant, Channel
from rongyi.casework.permissions import VIEW_CASES
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.shown import limit_words
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import page


@require_safe
@page(VIEW_CASES)
def rule_list(request):
    found = sorted(store.procedures().items(), key=lambda pair: (pair[1].topic, pair[0]))
    return render(request, "casework/rules.html", {"matters": found})


def _conditions(procedure: Procedure) -> list[dict]:
    rules = procedure.eligibility
    return [
        {"title": _("要符合其中一条"), "rows": rules.any_of}, {"title": _("都要符合"), "rows": rules.all_of},
        {"title": _("不能有这些情形"), "rows": rules.none_of},
    ]  # fmt: skip


@require_safe
@page(VIEW_CASES)
def rule(request, name: str):
    procedure = store.procedures().get(name)
    if procedure is None:
        raise NotFound()
    context = {
        "name": name, "procedure": procedure, "picture": drawn(procedure),
        "steps": told(procedure), "conditions": _conditions(procedure),
        "channels": "、".join(str(Channel(one).label) for one in procedure.apply.channels),
        "who": "、".join(str(Applicant(one).label) for one in procedure.apply.who),
        "spans": [(span, limit_words(span.limit)) for span in procedure.spans],
    }  # fmt: skip
    return render(request, "casework/rule.html", context)
