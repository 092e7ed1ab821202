"""Destruction: a list, two people, and only when the time of keeping is over. The list and the checksums stay."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.archives.kinds import DESTROYED
from rongyi.archives.models import Destruction, DestructionItem, Fonds, Loan, Piece, Scan
from rongyi.archives.permissions import APPROVE_DESTRUCTION, KEEP_ARCHIVES
from rongyi.archives.policy import PERMANENT
from rongyi.archives.services.checks import refuse_invalid
from rongyi.archives.services.scanning import erase
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, NotFound, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.services import Draft, write_fact

MOST_PIECES = 500
OPEN_STATES = (Destruction.State.PROPOSED, Destruction.State.APPROVED)


@command(KEEP_ARCHIVES, on="fonds", act="archives.destroy_propose")
def propose_destruction(*, actor: Actor, fonds: Fonds, pieces: Sequence[UUID], reason: str) -> Destruction:
    """Puts pieces whose time is over on a list for somebody else to decide."""
    if not reason.strip():
        raise Refused(_("请写明销毁理由。"), field="reason", code="required")
    if not 0 < len(set(pieces)) <= MOST_PIECES:
        raise Refused(_("请选择1到%(most)d件档案。") % {"most": MOST_PIECES}, field="pieces", code="required")
    chosen = list(Piece.objects.filter(county=fonds.county, fonds=fonds, pk__in=set(pieces)).order_by("code"))
    if len(chosen) < len(set(pieces)):
        raise NotFound()
    _refuse_not_due(chosen, clock.today())
    _refuse_listed(chosen)
    listed = Destruction(
        county=fonds.county, region_code=fonds.region_code, fonds=fonds, reason=reason.strip(),
        proposed_by_id=actor.user_id, proposer=actor.name[:50], proposed_at=clock.now(),
    )  # fmt: skip
    refuse_invalid(listed)
    listed.save(force_insert=True)
    _write_items(listed, chosen)
    audit.note(pieces=len(chosen))
    return listed


def _refuse_not_due(pieces: list[Piece], today: date) -> None:
    for piece in pieces:
        said = {"code": piece.code, "until": piece.kept_until}
        if piece.state == Piece.State.DESTROYED:
            raise Refused(_("%(code)s 已经销毁。") % said, field="pieces", code="destroyed")
        if piece.retention == PERMANENT:
            raise Refused(_("%(code)s 是永久保管的档案,不能销毁。") % said, field="pieces", code="permanent")
        if piece.kept_until is None or piece.kept_until >= today:
            raise Refused(_("%(code)s 的保管期限到 %(until)s,还没有满。") % said, field="pieces", code="not_over")
    county = pieces[0].county
    out = Loan.objects.filter(county=county, piece__in=pieces, returned_at=None).select_related("piece").first()
    if out is not None:
        raise Refused(_("%(code)s 还在借出,请先收回。") % {"code": out.piece.code}, field="pieces", code="out")


def _refuse_listed(pieces: list[Piece]) -> None:
    items = DestructionItem.objects.filter(county=pieces[0].county, piece__in=pieces)
    known = items.filter(destruction__state__in=OPEN_STATES).select_related("piece").first()
    if known is not None:
        said = {"code": known.piece.code}
        raise Conflict(_("%(code)s 已经在另一份销毁清册上。") % said, field="pieces", code="listed")


def _write_items(listed: Destruction, pieces: list[Piece]) -> None:
    sums: dict[UUID, list[str]] = {}
    scans = Scan.objects.filter(county=listed.county, piece__in=pieces).order_by("pk")
    for piece_id, known in scans.values_list("piece_id", "checksum"):
        sums.setdefault(piece_id, []).append(known)
    DestructionItem.objects.bulk_create(
        [
            DestructionItem(
                county=listed.county,
                region_code=listed.region_code,
                destruction=listed,
                piece=piece,
                checksums=sums.get(piece.pk, []),
            )
            for piece in pieces
        ],
        batch_size=200,
    )


def _decide(actor: Actor, listed: Destruction, state: str, opinion: str) -> Destruction:
    if actor.user_id is None or actor.user_id == listed.proposed_by_id:
        raise Refused(_("提出人不能批准自己提出的销毁,请由另一位有权限的同志批准。"), code="same_person")
    waiting = Destruction.objects.filter(county=listed.county, pk=listed.pk, state=Destruction.State.PROPOSED)
    decided = {
        "state": state, "decided_by": actor.user_id, "decider": actor.name[:50], "decided_at": clock.now(),
        "opinion": opinion.strip()[:200],
    }  # fmt: skip
    if not waiting.update(**decided):
        raise Conflict(_("这份清册已经有人审批过了。"), code="decided")
    listed.refresh_from_db()
    return listed


@command(APPROVE_DESTRUCTION, on="listed", act="archives.destroy_approve")
def approve_destruction(*, actor: Actor, listed: Destruction, opinion: str = "") -> Destruction:
    return _decide(actor, listed, Destruction.State.APPROVED, opinion)


@command(APPROVE_DESTRUCTION, on="listed", act="archives.destroy_refuse")
def refuse_destruction(*, actor: Actor, listed: Destruction, opinion: str) -> Destruction:
    if not opinion.strip():
        raise Refused(_("不同意请写明理由。"), field="opinion", code="required")
    return _decide(actor, listed, Destruction.State.REFUSED, opinion)


@command(KEEP_ARCHIVES, on="listed", act="archives.destroy")
def carry_out(*, actor: Actor, listed: Destruction, witness: str) -> Destruction:
    """Done with a witness (监销人) beside the one who does it. Files are erased; rows, checksums and list stay."""
    witness, now = witness.strip(), clock.now()
    if not witness or witness == actor.name:
        raise Refused(_("销毁要有两人在场。请填写监销人的姓名,不能是您本人。"), field="witness", code="witness")
    approved = Destruction.objects.filter(county=listed.county, pk=listed.pk, state=Destruction.State.APPROVED)
    done = {
        "state": Destruction.State.DONE, "executor": actor.name[:50], "witness": witness[:50], "executed_at": now,
    }  # fmt: skip
    if not approved.update(**done):
        raise Conflict(_("这份清册没有批准,或已经执行过了。"), code="not_approved")
    items = DestructionItem.objects.filter(county=listed.county, destruction=listed).select_related("piece")
    pieces = [item.piece for item in items]
    _refuse_not_due(pieces, clock.today())
    gone = Piece.objects.filter(county=listed.county, pk__in=[piece.pk for piece in pieces], state=Piece.State.KEPT)
    gone.update(state=Piece.State.DESTROYED, destroyed_on=clock.today(), box=None)
    for scan in Scan.objects.filter(county=listed.county, piece__in=pieces).select_related("original"):
        erase(scan)
    listed.refresh_from_db()
    _tell(listed, len(pieces), actor)
    audit.note(pieces=len(pieces), codes=[piece.code for piece in pieces][:50])
    return listed


def _tell(listed: Destruction, count: int, actor: Actor) -> None:
    draft = Draft(
        DESTROYED, listed.region_code, clock.now(), data={"pieces": count}, source=listed, quantity=count,
        summary=listed.fonds.number,
    )  # fmt: skip
    write_fact(draft, actor=actor)
