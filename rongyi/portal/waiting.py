"""What waits for somebody beside the visits: one line for each room that has something, nothing for the others."""

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.archives.permissions import VIEW_FAULTS
from rongyi.archives.queries.faults import count_faults
from rongyi.benefits.queries import count_waiting as payments_waiting
from rongyi.casework.permissions import VIEW_CASES
from rongyi.casework.queries import count_to_do as cases_waiting
from rongyi.confirmations.permissions import DECIDE_HOLD
from rongyi.confirmations.queries import proposals as holds_proposed
from rongyi.erasure.permissions import DECIDE_ERASURE
from rongyi.erasure.queries import count_waiting as erasures_waiting
from rongyi.ledgers.export_queries import exports_waiting_for
from rongyi.merging.permissions import MERGE_PEOPLE
from rongyi.merging.queries import count_waiting as merges_waiting
from rongyi.organisation.access import Actor
from rongyi.portal.permissions import READ_FEEDBACK
from rongyi.portal.queries import calls_wished
from rongyi.registry.proposal_queries import count_waiting as proposals_waiting
from rongyi.rights.permissions import VIEW_RIGHTS
from rongyi.rights.queries import count_open as requests_open
from rongyi.verification.permissions import VIEW_FINDINGS
from rongyi.verification.queries import count_open as findings_open


def waiting(actor: Actor) -> list[dict]:
    """[{"label", "count", "url", "late"}] of what this actor can do something about."""
    lines = [_line(_("变更待核准"), proposals_waiting(actor), "registry:proposals")]
    if actor.can(MERGE_PEOPLE):
        lines.append(_line(_("疑似重复、待核对"), merges_waiting(actor), "merging:list"))
    if actor.can(VIEW_RIGHTS):
        lines.append(_line(_("个人信息请求"), requests_open(actor), "rights:requests"))
    if actor.can(VIEW_FINDINGS):
        found, late = findings_open(actor)
        lines.append(_line(_("档案待核实"), found, "verification:list", late))
    if actor.can(DECIDE_HOLD):
        lines.append(_line(_("暂停发放待决定"), holds_proposed(actor).count(), "confirmations:proposals"))
    proposed, submitted = payments_waiting(actor)
    lines.append(_line(_("抚恤补助待决定"), proposed, "benefits:list"))
    lines.append(_line(_("发放批次待批准"), submitted, "benefits:runs"))
    if actor.can(VIEW_CASES):
        count, late = cases_waiting(actor)
        lines.insert(0, _line(_("办件待办"), count, "casework:list", late))
    lines.append(_line(_("导出等您批准"), len(exports_waiting_for(actor)), "ledgers:exports"))
    if actor.can(VIEW_FAULTS):
        broken = count_faults(actor)
        lines.append(_line(_("文件与入库时不符"), broken, "archives:faults", broken))
    if actor.can(READ_FEEDBACK):
        lines.append(_line(_("请回电话"), calls_wished(actor.acting(READ_FEEDBACK)), "console:feedback"))
    if actor.can(DECIDE_ERASURE):
        found, late = erasures_waiting(actor)
        lines.append(_line(_("删除个人信息待批准"), found, "erasure:list", late))
    return [line for line in lines if line["count"]]


def _line(label: str, count: int, url_name: str, late: int = 0) -> dict:
    return {"label": label, "count": count, "url": reverse(url_name), "late": late}
