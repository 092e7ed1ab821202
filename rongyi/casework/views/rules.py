"""Matters for those who work by them: the way drawn, and where each limit comes from."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from rongyi.casework.drawing import drawn
from rongyi.casework.enums import Applicant, Channel
from rongyi.casework.permissions import VIEW_CASES
from rongyi.casework.procedures import store
from rongyi.casework.shown import limit_words
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import page


@require_safe
@page(VIEW_CASES)
def rule_list(request):
    found = sorted(store.procedures().items(), key=lambda pair: (pair[1].topic, pair[0]))
    return render(request, "casework/rules.html", {"matters": found})


@require_safe
@page(VIEW_CASES)
def rule(request, name: str):
    procedure = store.procedures().get(name)
    if procedure is None:
        raise NotFound()
    context = {
        "name": name, "procedure": procedure, "picture": drawn(procedure),
        "channels": "、".join(str(Channel(one).label) for one in procedure.apply.channels),
        "who": "、".join(str(Applicant(one).label) for one in procedure.apply.who),
        "spans": [(span, limit_words(span.limit)) for span in procedure.spans],
    }  # fmt: skip
    return render(request, "casework/rule.html", context)
