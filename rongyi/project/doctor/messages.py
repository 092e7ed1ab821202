"""Who carries short messages out, and whether they arrive. Without them veterans cannot come in by telephone."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from rongyi.kernel import clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.messages.models import Message
from rongyi.kernel.messages.outbox import is_broken
from rongyi.kernel.messages.providers import outbox_file, provider
from rongyi.project.doctor import HINT, OK, PROBLEM, Finding

CONNECT = "在 RONGYI_MESSAGES 里配置短信网关,见 docs/operations.md 的 Short messages 一节。"


def configured() -> Iterator[Finding]:
    """Which provider is used."""
    try:
        provider()
    except ImproperlyConfigured as error:
        yield Finding("messages", PROBLEM, f"短信没有配好:{error}", CONNECT)
        return
    if settings.RONGYI_MESSAGES == "file":
        state = PROBLEM if settings.PRODUCTION else HINT
        yield Finding("messages", state, f"没有接短信网关,验证码只写在 {outbox_file()} 里。", CONNECT)
    elif settings.RONGYI_MESSAGES == "console":
        yield Finding("messages", HINT, "没有接短信网关,短信只显示在控制台。", CONNECT)
    else:
        host = f"({settings.RONGYI_MESSAGES_URL.split('/')[2]})" if settings.RONGYI_MESSAGES == "http" else ""
        yield Finding("messages", OK, f"短信由 {settings.RONGYI_MESSAGES}{host} 发送")


def delivered() -> Iterator[Finding]:
    """Of the last day; nothing is said where nobody asked for a message."""
    now = clock.now()
    with all_counties():
        last_day = Message.objects.filter(created_at__gt=now - timedelta(days=1))
        lost = last_day.filter(state=Message.State.EXPIRED).count()
        sent = last_day.filter(state=Message.State.SENT).count()
    if is_broken(now):
        yield Finding("messages", PROBLEM, "短信接连发送失败,已暂停一分钟再试。", "检查网关地址、口令和网络。")
    elif lost:
        mend = "检查后台任务是否在运行,以及网关地址、口令和网络。"
        yield Finding("messages", PROBLEM if lost > sent else HINT, f"一天内有 {lost} 条短信没有发出去。", mend)
    elif sent:
        yield Finding("messages", OK, f"一天内发出 {sent} 条短信")


CHECKS = (configured, delivered)
