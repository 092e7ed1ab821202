"""Lines of the trail in words."""

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rongyi.accounts.models import User
from rongyi.kernel.audit import ACT_WORDS, AuditEntry, Outcome
from rongyi.organisation.access import PERMISSIONS
from rongyi.organisation.roles import Role

ACTS = {
    "accounts.sign_in": _("登录"),
    "accounts.sign_out": _("退出登录"),
    "accounts.second_factor": _("核对动态口令"),
    "accounts.second_factor_on": _("开启动态口令"),
    "accounts.prove": _("再次确认本人"),
    "accounts.recovery_codes_renewed": _("更换恢复码"),
    "accounts.password_changed": _("改密码"),
    "accounts.invitation_used": _("用邀请链接设密码"),
    "accounts.invite": _("新建账号"),
    "accounts.grant": _("授权"),
    "accounts.end_grant": _("收回授权"),
    "accounts.set_active": _("停用或启用账号"),
    "accounts.reset_password": _("重设密码"),
    "accounts.reset_second_factor": _("解除动态口令"),
    "accounts.issue_token": _("发放接口令牌"),
    "accounts.revoke_token": _("作废接口令牌"),
    "organisation.load_regions": _("装入行政区划"),
    "organisation.open_stations": _("开设服务站"),
    "organisation.edit_station": _("修改服务站"),
    "organisation.edit_facilities": _("修改功能区"),
    "organisation.open_post": _("增加岗位"),
    "organisation.close_post": _("撤销岗位"),
    "organisation.start_posting": _("任职"),
    "organisation.end_posting": _("离任"),
    "organisation.raise_limit": _("提高当天查阅限额"),
    "organisation.verify_audit": _("核对审计链"),
}
DETAILS = {
    "account": _("账号"),
    "approved": _("批准"),
    "asker": _("申请人"),
    "basis": _("依据"),
    "person": _("人员编号"),
    "people": _("人数"),
    "active": _("启用"),
    "areas": _("功能区"),
    "breaks": _("断裂"),
    "code": _("原因"),
    "count": _("数量"),
    "days": _("天数"),
    "fields": _("改动的项目"),
    "gone": _("撤销"),
    "most": _("限额"),
    "moved": _("改变上级"),
    "new": _("新增"),
    "renamed": _("更名"),
    "returned": _("恢复"),
    "role": _("授予的身份"),
    "scope": _("令牌权限"),
    "second_factor": _("用了动态口令"),
    "sweep": _("清理的内容"),
    "token": _("令牌"),
    "unchanged": _("未变"),
}
TONES = {Outcome.DONE: "good", Outcome.REFUSED: "warn", Outcome.DENIED: "bad"}


def act_choices() -> list[tuple[str, str]]:
    """Acts by name: the usual ones here, the others by the label of their right."""
    labels = {name: right.label for name, right in PERMISSIONS.items()} | ACTS | ACT_WORDS
    return sorted(labels.items(), key=lambda pair: pair[0])


def told(lines: list[AuditEntry]) -> list[dict]:
    labels = dict(act_choices())
    users = User.objects.in_bulk({line.actor_id for line in lines if line.actor_id})
    page = reverse("organisation:trail")
    return [
        {
            "line": line,
            "act": labels.get(line.act, line.act),
            "tone": TONES.get(line.outcome, "still"),
            "who": users[line.actor_id].username if line.actor_id in users else "",
            "who_url": f"{page}?person={line.actor_id}" if line.actor_id else "",
            "role": Role(line.role).label if line.role in Role.values else "",
            "subject": _subject(line),
            "detail": _detail(line),
        }
        for line in lines
    ]


def _subject(line: AuditEntry) -> str:
    """Kind and number of what it was done to: the number is opaque on purpose."""
    if not line.subject_id:
        return ""
    try:
        kind = str(apps.get_model(line.subject_kind)._meta.verbose_name)
    except (LookupError, ValueError):
        kind = line.subject_kind
    return f"{kind} {line.subject_id}"


def _detail(line: AuditEntry) -> str:
    return ";".join(f"{DETAILS.get(key, key)} {_plain(value)}" for key, value in line.detail.items())


def _plain(value) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, str) and value in Role.values:
        return str(Role(value).label)
    return "、".join(str(one) for one in value) if isinstance(value, list) else str(value)
