"""What is done once a day: the sweeps, and the signed heads in a second place."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from rongyi.kernel import clock
from rongyi.kernel.sweeps import SWEEPS, DailyRun
from rongyi.project.doctor import HINT, OK, PROBLEM, Finding

LATE = timedelta(hours=36)


def seals() -> Iterator[Finding]:
    from rongyi.project.heads import last_sealed

    folder = settings.RONGYI_SEAL_TO
    if not folder:
        yield Finding(
            "seals", PROBLEM if settings.PRODUCTION else HINT, "审计链头没有另存到第二个地方,末尾被截去时看不出来。",
            "设置 RONGYI_SEAL_TO 为另一台机器或另一块盘上的文件夹。",
        )  # fmt: skip
        return
    at = last_sealed(folder) if folder.is_dir() else None
    if at is None or clock.now() - at > LATE:
        found = f"最近一次签封是 {at:%Y-%m-%d %H:%M}。" if at else f"{folder} 里还没有签封文件。"
        yield Finding("seals", PROBLEM, found, "检查这个文件夹能否写入、后台任务是否在运行,再运行 rongyi audit seal。")
    else:
        yield Finding("seals", OK, f"审计链头 {at:%Y-%m-%d %H:%M} 签封在 {folder}")


def sweeps() -> Iterator[Finding]:
    """A new installation has had no day yet; one whose worker stopped has none of late."""
    last = (
        DailyRun.objects.exclude(finished_at=None)
        .order_by("-finished_at")
        .values_list("finished_at", flat=True)
        .first()
    )
    stuck = DailyRun.objects.filter(finished_at=None, started_at__lt=clock.now() - timedelta(hours=2))
    names = sorted({str(SWEEPS[name].label) for name in stuck.values_list("name", flat=True) if name in SWEEPS})
    if names:
        yield Finding("sweeps", PROBLEM, f"每日清理没有完成:{'、'.join(names)}。", "运行 rongyi sweep 查看原因。")
    elif last and clock.now() - last > LATE:
        yield Finding(
            "sweeps",
            PROBLEM,
            f"最近一次每日清理是 {last.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}。",
            "运行 rongyi worker。",
        )
    else:
        yield Finding(
            "sweeps",
            OK if last else HINT,
            "每日清理正常" if last else "还没有做过每日清理。",
            "" if last else "运行 rongyi worker。",
        )


def files() -> Iterator[Finding]:
    """What the nightly reading of stored files has found."""
    from rongyi.archives.queries.faults import all_faults

    if broken := len(all_faults()):
        yield Finding(
            "files", PROBLEM, f"{broken} 个存下的文件打不开,或与入库时的校验值不符。",
            "运行 rongyi files verify 看是哪些,从备份取回;不要覆盖。",
        )  # fmt: skip
    else:
        yield Finding("files", OK, "存下的文件没有发现异常")


def hooks() -> Iterator[Finding]:
    """Events that an upper system did not take, however often they were sent."""
    from rongyi.api.hooks.queries import given_up_since

    if lost := given_up_since(clock.now() - timedelta(days=30)):
        yield Finding(
            "hooks", PROBLEM, f"最近30天有 {lost} 个事件没有送到上级系统。",
            "用接口 GET /hooks 看是哪个地址、什么原因;对方恢复以后用 POST /hooks/编号/again 重送。",
        )  # fmt: skip
    elif settings.RONGYI_HOOKS:
        yield Finding("hooks", OK, "推送给上级系统的事件都已送到或正在送")


CHECKS = (seals, sweeps, files, hooks)
