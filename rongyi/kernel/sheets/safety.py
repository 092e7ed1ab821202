"""What is checked about a workbook before any of it is parsed."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.kernel.errors import Refused

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES_AND_OTHERS = {
    b"\x89PNG": gettext_lazy("PNG 图片"),
    b"\xff\xd8\xff": gettext_lazy("JPEG 图片"),
    b"GIF8": gettext_lazy("GIF 图片"),
    b"%PDF": gettext_lazy("PDF 文件"),
    b"Rar!": gettext_lazy("RAR 压缩包"),
    b"7z\xbc\xaf": gettext_lazy("7z 压缩包"),
    b"MZ": gettext_lazy("程序"),
    b"\x7fELF": gettext_lazy("程序"),
}
EXTENSIONS = (".xlsx", ".xls", ".xlsb", ".et", ".ods", ".csv")
INSIDE_ET = ("xls", "xlsx")
"""What WPS writes under its own name is one of these."""
CHUNK = 1 << 20


class SheetRefused(Refused):
    """A workbook that is not read; the message says what is wrong, where, and how to mend it."""

    code = "sheet_refused"

    def __init__(self, code: str, message, **facts):
        super().__init__(message, code=code, **facts)


@dataclass(frozen=True)
class Limits:
    bytes: int = 50 * 2**20
    unpacked: int = 500 * 2**20
    ratio: int = 200
    entries: int = 2000
    sheets: int = 60
    rows: int = 200_000
    columns: int = 300
    memory: int = 2 * 2**30
    seconds: int = 120


def checked_kind(data: bytes, filename: str, limits: Limits) -> str:
    """The kind by name and content, once nothing speaks against reading it."""
    extension = PurePath(filename).suffix.lower()
    if extension not in EXTENSIONS:
        raise SheetRefused(
            "extension", _("不能读取这种文件(%(extension)s)。请用 Excel 或 WPS 另存为 .xlsx 后再上传。")
            % {"extension": extension or _("没有扩展名")},
        )  # fmt: skip
    if not data:
        raise SheetRefused("empty", _("文件是空的(0字节)。请检查后重新上传。"))
    if len(data) > limits.bytes:
        raise SheetRefused(
            "too_big", _("文件有 %(size)d MB,超过 %(limit)d MB。请拆成几份上传。")
            % {"size": len(data) >> 20, "limit": limits.bytes >> 20},
        )  # fmt: skip
    kind = _kind_by_content(data, limits)
    if "." + kind != extension and not (extension == ".et" and kind in INSIDE_ET):
        raise SheetRefused(
            "kind_differs", _("文件名以 %(extension)s 结尾,内容却是 .%(kind)s。请把文件名的结尾改成 .%(kind)s 后再上传。")
            % {"extension": extension, "kind": kind},
        )  # fmt: skip
    return kind


def _kind_by_content(data: bytes, limits: Limits) -> str:
    if data.startswith(ZIP):
        return _checked_archive(data, limits)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise password_needed()
        return "xls"
    for start, name in PICTURES_AND_OTHERS.items():
        if data.startswith(start):
            raise SheetRefused("not_a_sheet", _("这其实是一个%(kind)s,不是表格。请选择正确的文件。") % {"kind": name})
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        raise SheetRefused("web_page", _("这其实是网页格式的表格。请用 Excel 或 WPS 打开,另存为 .xlsx 后再上传。"))
    return "csv"


def _checked_archive(data: bytes, limits: Limits) -> str:
    """Unpacks every entry once and counts, because the sizes that an archive states may be lies."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        if len(entries) > limits.entries:
            raise _bomb()
        unpacked = 0
        for entry in entries:
            unpacked += _unpacked(archive, entry, limits, limits.unpacked - unpacked)
        if unpacked > max(len(data) * limits.ratio, 10 * CHUNK):
            raise _bomb()
        return _kind_of_archive({entry.filename for entry in entries}, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise damaged() from None
    except RuntimeError:  # zipfile's word for an entry with a password
        raise password_needed() from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, left: int) -> int:
    size = 0
    with archive.open(entry) as file:
        while chunk := file.read(CHUNK):
            if not size and b"<!DOCTYPE" in chunk[:4096].upper():
                raise SheetRefused("entities", _("文件里夹带了外部定义,不能读取。请用 Excel 或 WPS 打开后另存一次。"))
            size += len(chunk)
            if size > left:
                raise _bomb()
    return size


def _kind_of_archive(names: set[str], archive: zipfile.ZipFile) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise password_needed()
        return "ods"
    if "word/document.xml" in names:
        raise SheetRefused("not_a_sheet", _("这其实是一个 Word 文档,不是表格。请选择正确的文件。"))
    raise SheetRefused("not_a_sheet", _("这是一个压缩包,里面没有表格。请先解压,再上传其中的表格。"))


def password_needed() -> SheetRefused:
    return SheetRefused("password", _("文件设了打开密码,读不了。请在 Excel 或 WPS 里取消密码,保存后再上传。"))


def damaged() -> SheetRefused:
    return SheetRefused("damaged", _("文件不完整或已损坏。请用 Excel 或 WPS 打开确认,另存一份后再上传。"))


def too_large_inside() -> SheetRefused:
    return SheetRefused("too_large", _("表格展开后太大,读不下。请删去空白的行和列,或拆成几份上传。"))


def _bomb() -> SheetRefused:
    return SheetRefused("bomb", _("文件解压后异常巨大,为安全起见没有读取。请用 Excel 或 WPS 另存一份后再上传。"))
