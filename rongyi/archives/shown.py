"""What pages show of the archive room, in the reader's words."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from rongyi.archives.models import Loan, Piece
from rongyi.archives.papers import Paper
from rongyi.archives.policy import policy_now
from rongyi.archives.queries import Todo


def pdf_response(paper: Paper) -> HttpResponse:
    """Shown in place, so that it is looked at before it is printed; kept nowhere on the way."""
    response = HttpResponse(paper.data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, paper.name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


def piece_rows(pieces: list[Piece]) -> list[dict]:
    policy = policy_now()
    return [{"piece": p, "retention": policy.word(p.retention), **_state(p)} for p in pieces]


def _state(piece: Piece) -> dict:
    if piece.state == Piece.State.DESTROYED:
        return {"state": _("已销毁"), "tone": "still"}
    if getattr(piece, "is_out", False):
        return {"state": _("借出"), "tone": "warn"}
    return {"state": _("在馆"), "tone": "good"}


def description(piece: Piece) -> list[tuple[str, str]]:
    """(label, value) of everything that is said of a piece."""
    policy, series = policy_now(), piece.series
    until = piece.kept_until.isoformat() if piece.kept_until else _("永久")
    return [
        (_("题名"), piece.title),
        (_("责任者"), piece.responsible),
        (_("文号"), piece.document_number),
        (_("文件日期"), piece.made_on.isoformat()),
        (_("档案门类"), policy.word(series.category)),
        (_("年度"), str(piece.year)),
        (_("机构(问题)"), policy.word(series.subject) if series.subject else ""),
        (
            _("保管期限"),
            f"{policy.word(piece.retention)}" + (_("(到 %(day)s)") % {"day": until} if piece.kept_until else ""),
        ),
        (_("页数"), str(piece.pages)),
        (_("备注"), piece.remark),
    ]


def loan_rows(loans: list[Loan], today: date) -> list[dict]:
    return [{"loan": loan, "days_late": max((today - loan.due_on).days, 0)} for loan in loans]


TODO_WORDS = {
    "refused_files": ngettext_lazy("%(n)d 个扫描件没有通过安全检查", "%(n)d 个扫描件没有通过安全检查", "n"),
    "overdue": ngettext_lazy("%(n)d 件借出的档案过期未还", "%(n)d 件借出的档案过期未还", "n"),
    "to_approve": ngettext_lazy("%(n)d 份销毁清册等您审批", "%(n)d 份销毁清册等您审批", "n"),
    "counting": ngettext_lazy("%(n)d 次清点还没有结束", "%(n)d 次清点还没有结束", "n"),
    "unboxed": ngettext_lazy("%(n)d 件归档文件还没有装盒", "%(n)d 件归档文件还没有装盒", "n"),
    "time_over": ngettext_lazy("%(n)d 件保管期限已满,可以鉴定", "%(n)d 件保管期限已满,可以鉴定", "n"),
}


def todo_lines(todo: Todo, *, can_approve: bool) -> list[dict]:
    """What waits, the pressing first; what is not there is not shown."""
    home = reverse("archives:home")
    lines = [
        ("refused_files", home, "bad"),
        ("overdue", reverse("archives:loans"), "bad"),
        ("to_approve", reverse("archives:destructions"), "warn"),
        ("counting", reverse("archives:counts"), "warn"),
        ("unboxed", f"{home}?{urlencode({'state': 'unboxed'})}", "info"),
        ("time_over", reverse("archives:destructions"), "info"),
    ]
    return [
        {"text": TODO_WORDS[key] % {"n": n}, "url": url, "tone": tone}
        for key, url, tone in lines
        if (n := getattr(todo, key)) and (can_approve or key != "to_approve")
    ]
