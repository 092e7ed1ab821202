"""What an uploaded file must be before it is kept: its type is decided by content and by name, and both must agree."""

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from rongyi.kernel.errors import Refused
from rongyi.kernel.sheets.safety import Limits, checked_kind

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
TIFF = "image/tiff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS, XLSB = "application/vnd.ms-excel", "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
ODS, CSV = "application/vnd.oasis.opendocument.spreadsheet", "text/csv"
EXTENSIONS = {
    ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG, ".webp": WEBP, ".pdf": PDF,
    ".tif": TIFF, ".tiff": TIFF,
    ".xlsx": XLSX, ".xls": XLS, ".et": XLS, ".xlsb": XLSB, ".ods": ODS, ".csv": CSV,
}  # fmt: skip
PIL_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", TIFF: "TIFF"}
IMAGES = frozenset({JPEG, PNG, WEBP})
"""What a browser shows; a scanner's TIFF is kept as it came and shown by its screen copy."""
SHEETS = frozenset({XLSX, XLS, XLSB, ODS, CSV})
NAME_LIMIT = 100


class FileRefused(Refused):
    """A file that is not kept; the message says why and how to mend it."""

    code = "file_refused"

    def __init__(self, code: str, message, **facts):
        super().__init__(message, code=code, **facts)


@dataclass(frozen=True)
class Policy:
    """What one kind of upload takes. A record is kept `as_it_came`; every other picture is drawn anew."""

    types: frozenset[str] = IMAGES | {PDF}
    max_bytes: int = 20 * 2**20
    max_pixels: int = 50_000_000
    as_it_came: bool = False

    @property
    def accept(self) -> str:
        """For the `accept` of a file input."""
        return ",".join(extension for extension, kind in EXTENSIONS.items() if kind in self.types)


EVIDENCE = Policy()
WORKBOOKS = Policy(types=SHEETS, max_bytes=Limits.bytes)
SCANS = Policy(types=frozenset({JPEG, PNG, TIFF, PDF}), max_bytes=40 * 2**20, as_it_came=True)


def checked(data: bytes, name: str, policy: Policy) -> tuple[str, bytes]:
    """The content type and the bytes to keep: images are drawn anew, so that place and camera stay behind."""
    kind = EXTENSIONS.get(PurePath(name).suffix.lower())
    if kind not in policy.types:
        allowed = "、".join(policy.accept.split(","))
        raise FileRefused("type", _("不能上传这种文件。可以上传:%(allowed)s。") % {"allowed": allowed})
    if not data:
        raise FileRefused("empty", _("文件是空的(0字节)。请检查后重新上传。"))
    if len(data) > policy.max_bytes:
        raise FileRefused("too_big", _("文件超过 %(limit)d MB。请压缩后再上传。") % {"limit": policy.max_bytes >> 20})
    if kind in PIL_FORMATS:
        image = decoded(data, kind, policy)  # to its end, which is the check
        return kind, data if policy.as_it_came else _redrawn(image, kind)
    if kind == PDF:
        if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
            raise _differs(".pdf")
        return kind, data
    checked_kind(data, name, Limits(bytes=policy.max_bytes))
    return kind, data


def refuse_half_pictures() -> None:
    """security: WeasyPrint, once imported, lets the whole process take pictures whose end is missing."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def decoded(data: bytes, kind: str, policy: Policy) -> Image.Image:
    refuse_half_pictures()
    try:
        with Image.open(io.BytesIO(data), formats=[PIL_FORMATS[kind]]) as image:
            if image.width * image.height > policy.max_pixels:  # known from the head, before any pixel is decoded
                limit = policy.max_pixels // 10_000
                raise FileRefused("pixels", _("图片超过 %(limit)d 万像素。请缩小后再上传。") % {"limit": limit})
            upright = ImageOps.exif_transpose(image)
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            return upright.convert("RGBA" if has_alpha and kind != JPEG else "L" if upright.mode == "L" else "RGB")
    except UnidentifiedImageError:
        raise _differs("." + PIL_FORMATS[kind].lower()) from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise FileRefused("damaged", _("图片不完整或已损坏。请重新拍照或另存后再上传。")) from None


def _redrawn(clean: Image.Image, kind: str) -> bytes:
    clean.info = {}  # a comment or a colour profile would otherwise be written along
    target = io.BytesIO()
    clean.save(target, PIL_FORMATS[kind], **({"quality": 88} if kind != PNG else {"optimize": False}))
    return target.getvalue()


def _differs(extension: str) -> FileRefused:
    message = _("文件名说是 %(extension)s,内容却不是。请选择正确的文件,不要只改文件名的结尾。")
    return FileRefused("type_differs", message % {"extension": extension})


def sanitised(name: str) -> str:
    """A name without path, invisible or turning signs; never empty, never hidden, at most 100 characters."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:NAME_LIMIT] or _("文件")
    return f"{(stem or _('文件'))[: NAME_LIMIT - len(extension) - 1]}.{extension}"
