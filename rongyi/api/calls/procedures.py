"""Matters: who may apply and how, what is brought, who does which step and by when. The same for every caller."""

from django.http import HttpRequest
from ninja import Path, Query, Router

from rongyi.api import case_shapes
from rongyi.api.case_schemas import ProcedureList, ProcedureWhole
from rongyi.api.lists import Paged, items, make_cursor, read_cursor
from rongyi.api.things import mark_of, thing
from rongyi.api.tokens import needs
from rongyi.casework.permissions import VIEW_CASES
from rongyi.casework.procedures import store
from rongyi.kernel.errors import NotFound

router = Router(tags=["procedures"])


@router.get("", auth=needs(VIEW_CASES), response=ProcedureList, summary="The matters that there are")
def procedures(request: HttpRequest, given: Paged = Query(...)):
    after = (read_cursor(request, given.cursor) or [""])[0]
    names = sorted(name for name in store.procedures() if name > after)
    shown = []
    for name in names[: given.limit]:
        one, version = store.current(name)
        shown.append(case_shapes.procedure(name, version, one))
    return items(shown, make_cursor(request, [shown[-1]["name"]]) if len(names) > given.limit else None)


@router.get("/{name}", auth=needs(VIEW_CASES), response=ProcedureWhole, summary="One matter with its form and acts")
def one_procedure(request: HttpRequest, name: str = Path(...)):
    if name not in store.procedures():
        raise NotFound()
    one, version = store.current(name)
    body = case_shapes.whole_procedure(name, version, one)
    return thing(request, body, version=mark_of(body))  # the titles are in the reader's language
