"""What the machine must offer: settings, keys, disk, fonts, time zone, PDF."""

import shutil
import subprocess
import zoneinfo
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from rongyi.kernel.crypto.keyring import KeyFileError, read_key_file
from rongyi.project.doctor import HINT, OK, PROBLEM, Finding

LEAST_FREE_BYTES = 2 * 1024**3
FONT_MEND = "apt-get install fontconfig fonts-wqy-microhei"
PDF_MEND = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def configuration() -> Iterator[Finding]:
    yield Finding("settings", OK, f"RONGYI_ENV={settings.ENV},数据目录 {settings.VAR_DIR}")
    if not settings.PRODUCTION:
        return
    from rongyi.project.checks import unsafe

    for fault in unsafe():
        yield Finding("settings", PROBLEM, str(fault.msg), str(fault.hint))


def keys() -> Iterator[Finding]:
    try:
        ring = read_key_file(settings.RONGYI_KEY_FILE)
    except KeyFileError as error:
        yield Finding("keys", PROBLEM, str(error), "首次安装请运行 rongyi setup;否则从密钥备份中恢复,权限设为 600。")
        return
    marks = ",".join(f"{name} {mark}" for name, mark in ring.fingerprints().items())
    yield Finding("keys", OK, f"{settings.RONGYI_KEY_FILE}({marks})")
    if settings.PRODUCTION and settings.RONGYI_KEY_FILE.resolve().is_relative_to(settings.VAR_DIR.resolve()):
        yield Finding(
            "keys", HINT, "密钥文件和数据放在同一目录。", "用 RONGYI_KEYS 指到另一块盘或另一目录,并单独备份。"
        )


def disk() -> Iterator[Finding]:
    for folder in {settings.VAR_DIR, settings.RONGYI_FILES_DIR}:
        if not folder.is_dir():
            yield Finding("disk", PROBLEM, f"目录 {folder} 不存在。", "运行 rongyi setup。")
            continue
        free = shutil.disk_usage(folder).free
        state = OK if free >= LEAST_FREE_BYTES else PROBLEM
        yield Finding(
            "disk", state, f"{folder} 剩余 {free / 1024**3:.1f} GiB", "" if state == OK else "清理磁盘,至少留 2 GiB。"
        )


def fonts() -> Iterator[Finding]:
    if not shutil.which("fc-list"):
        yield Finding("fonts", PROBLEM, "找不到 fc-list,无法确认有中文字体。", FONT_MEND)
        return
    command = ["fc-list", ":lang=zh-cn", "family"]
    listed = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout.split("\n")
    families = sorted({line.split(",")[0] for line in listed if line.strip()})
    if families:
        yield Finding("fonts", OK, "中文字体:" + "、".join(families[:3]))
    else:
        yield Finding("fonts", PROBLEM, "没有中文字体,PDF 里的汉字会是空框。", FONT_MEND)


def pdf() -> Iterator[Finding]:
    try:
        import weasyprint
    except OSError as error:  # it is there, its system libraries are not
        yield Finding("pdf", PROBLEM, f"不能生成 PDF:{error}".split("\n")[0], PDF_MEND)
        return
    yield Finding("pdf", OK, f"WeasyPrint {weasyprint.__version__}")


def time_zone() -> Iterator[Finding]:
    here = datetime.now(zoneinfo.ZoneInfo(settings.TIME_ZONE))
    year_is_sound = 2025 <= here.year <= 2100
    mend = "" if year_is_sound else "校准系统时钟(timedatectl set-ntp true)。"
    yield Finding("time", OK if year_is_sound else PROBLEM, f"{settings.TIME_ZONE} {here:%Y-%m-%d %H:%M:%S}", mend)


def scanner() -> Iterator[Finding]:
    if not settings.RONGYI_CLAMD:
        state = OK if settings.RONGYI_SCANNER or not settings.PRODUCTION else HINT
        yield Finding(
            "scanner", state, "没有配置 clamd,上传的文件都标为“尚未检查”。", "见 docs/operations.md 的 RONGYI_CLAMD。"
        )
        return
    from rongyi.kernel.files.clamd import is_answering

    answers = is_answering()
    mend = "" if answers else "看 clamd 是否在运行,RONGYI_CLAMD 是否写对;恢复后运行 rongyi files check。"
    found = "clamd 有应答" if answers else "clamd 没有应答,新上传的文件标为“尚未检查”。"
    yield Finding("scanner", OK if answers else PROBLEM, found, mend)


CHECKS = (configuration, keys, disk, fonts, pdf, time_zone, scanner)
