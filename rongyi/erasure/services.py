"""Proposing and deciding an erasure: two people, a reason, thirty days; a refusal names its reason."""

import io
from datetime import timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from rongyi.erasure.destroying_services import destroy_person
from rongyi.erasure.keeping_queries import kept_of, words_of
from rongyi.erasure.models import Erasure
from rongyi.erasure.permissions import DECIDE_ERASURE, PROPOSE_ERASURE, VIEW_ERASURES
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, Refused
from rongyi.kernel.papers import write_pdf
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person

DAYS = 30
STYLES = Path(__file__).parent / "papers.css"
State, Basis = Erasure.State, Erasure.Basis


@command(PROPOSE_ERASURE, on="person", act="erasure.propose")
def propose_erasure(*, actor: Actor, person: Person, basis: str, reason: str) -> Erasure:
    """Whoever is still served by duty is not erased for want of a purpose: the file is what the duty needs."""
    if basis not in Basis.values:
        raise Refused(_("请选一项依据。"), field="basis", code="invalid")
    reason = reason.strip()
    if not 4 <= len(reason) <= 200:
        raise Refused(_("请写明为什么删除,4 到 200 个字。"), field="reason", code="required")
    if basis == Basis.OVER and person.status == Person.Status.ACTIVE:
        raise Refused(_("此人还在册服务,档案是履行职责所必需,不能以“不再需要”删除。"), field="basis", code="in_service")
    now = clock.now()
    erasure = Erasure(
        county=person.county, region_code=person.region_code, person_id=person.pk, basis=basis, reason=reason,
        proposed_by=actor.user_id, proposer_name=actor.name, proposed_at=now,
        due_on=now.date() + timedelta(days=DAYS),
    )  # fmt: skip
    try:
        with transaction.atomic():
            erasure.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("此人已有一份删除申请在等待批准。"), code="waiting") from None
    audit.note(basis=basis, person=str(person.pk), reason=reason)
    return erasure


@command(DECIDE_ERASURE, on="erasure", act="erasure.decide")
def decide_erasure(*, actor: Actor, erasure: Erasure, approve: bool, answer: str = "") -> Erasure:
    """Another person decides; erasing happens in the same transaction, and there is no way back but an older backup."""
    answer = answer.strip()[:200]
    audit.note(approved=approve, person=str(erasure.person_id), reason=answer)
    if actor.user_id is None or actor.user_id == erasure.proposed_by or actor.name == erasure.proposer_name:
        raise Refused(_("不能批准自己提出的删除。请另一位局领导来办。"), code="oneself")
    if not approve and len(answer) < 2:
        raise Refused(_("不予删除的,请写明理由,要告知本人。"), field="answer", code="required")
    waiting = Erasure.objects.filter(county=erasure.county, pk=erasure.pk, state=State.WAITING)
    state = State.DONE if approve else State.REFUSED
    if not waiting.update(
        state=state, decided_by=actor.user_id, decider_name=actor.name, decided_at=clock.now(), answer=answer
    ):
        raise Refused(_("这份申请已经办过了。"), code="decided")
    if approve:
        person = Person.objects.get(county=erasure.county, pk=erasure.person_id)
        kept = kept_of(person)
        counts = destroy_person(person)
        Erasure.objects.filter(county=erasure.county, pk=erasure.pk).update(counts=counts, kept=kept)
        audit.note(count=sum(counts.values()), papers_kept=len(kept["papers"]))
    return Erasure.objects.get(county=erasure.county, pk=erasure.pk)


@command(VIEW_ERASURES, on="erasure", act="erasure.certificate")
def print_certificate(*, actor: Actor, erasure: Erasure) -> bytes:
    """For the person to take home: what went, what stays and why. The name is gone, so a line is left to write it."""
    if erasure.state != State.DONE:
        raise Refused(_("删除以后才有证明。"), code="not_done")
    target = io.BytesIO()
    context = {"erasure": erasure, "gone": words_of(erasure.counts), "printed_by": actor.name, "at": clock.now()}
    write_pdf(target, render_to_string("erasure/certificate_paper.html", context), styles=[STYLES])
    return target.getvalue()
