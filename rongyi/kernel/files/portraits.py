"""Portraits for cards and files: what is wrong with one, and how one is cut out of a picture as a phone takes it.

Every number that is a rule (pixels, bytes, ground, age) comes with the caller's `PortraitRule`, which a definition
says; here is only how it is measured.
"""

import io
import math
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageChops, ImageOps, ImageStat

from rongyi.kernel.files.checks import JPEG, PDF, PNG, WEBP, FileRefused, Policy, decoded, refuse_half_pictures

PICTURES = Policy(types=frozenset({JPEG, PNG, WEBP}), as_it_came=True)
"""What a portrait may be cut out of; it is kept as it came until it is cut, so that nothing is lost twice."""

BAND, SIDES_DOWN_TO = 0.06, 0.5
"""The ground is looked for along the top and down both sides to the middle; below are the shoulders."""
FACE = (0.3, 0.25, 0.7, 0.6)
TILE, LEAST_SHAPE = 32, 12.0
"""Of tiles as large as this a picture of somebody keeps light and dark; an empty sheet and noise become even."""
QUALITIES = (95, 93, 90, 86, 82, 77, 71, 64, 56, 47, 37, 27, 18, 10)
RICHER = (97, 98, 99, 100)
MOST_COMMENT = 65_533

HEADS = (
    (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n", PNG), (b"%PDF-", PDF), (b"GIF8", "GIF"), (b"BM", "BMP"),
    (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"), (b"PK", "ZIP / Word / Excel"),
)  # fmt: skip
NAMES = {JPEG: "JPG", PNG: "PNG", WEBP: "WebP", PDF: "PDF"}


@dataclass(frozen=True)
class PortraitRule:
    """What a portrait must be. What is 0 is not asked.

    `white_from`: a pixel of the ground is near white when its darkest channel is at least this; `white_share` of each
    border must be so. `darkest`: the least mean lightness of the face. `smallest_crop`: how wide a part of a picture
    may be in its own pixels before it is too blurred to be enlarged. `months`: how old it may be.
    """

    width: int
    height: int
    min_bytes: int
    max_bytes: int
    dpi: int = 0
    white_from: int = 0
    white_share: float = 0.0
    darkest: int = 0
    head_share: float = 0.0
    smallest_crop: int = 0
    months: int = 0

    __pydantic_config__: ClassVar[dict] = {"extra": "forbid"}

    def __post_init__(self):
        if not (16 <= self.width <= 4000 and 16 <= self.height <= 4000):
            raise ValueError(_("照片的宽和高应在 16 到 4000 像素之间。"))
        if not 0 <= self.min_bytes < self.max_bytes:
            raise ValueError(_("min_bytes 应小于 max_bytes。"))
        if not (0 <= self.white_share <= 1 and 0 <= self.head_share < 1 and 0 <= self.white_from <= 255):
            raise ValueError(_("white_share、head_share 应在 0 和 1 之间,white_from 应在 0 和 255 之间。"))


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and how to mend it, in the reader's words."""

    code: str
    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return _("%(where)s:%(what)s%(mend)s") % vars(self)


@dataclass(frozen=True)
class Box:
    """A part of the upright picture, in shares of its width and height, so that no scaling on the way matters."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def read(cls, words: str) -> "Box | None":
        """`left,top,width,height` as a form sends it; nothing is None."""
        if not words.strip():
            return None
        try:
            left, top, width, height = (float(word) for word in words.split(","))
        except ValueError:
            raise _no_box() from None
        return cls(left, top, width, height)


def check_portrait(data: bytes, rule: PortraitRule) -> list[Fault]:
    """Everything that is wrong with a portrait as it is; empty where it may be handed in."""
    kind = kind_of(data)
    if kind != JPEG:
        return [_not_jpeg(kind)]
    refuse_half_pictures()
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            faults = [*_size_faults(image, rule), *_byte_faults(len(data), rule), *_density_faults(image, rule)]
            if image.width * image.height <= PICTURES.max_pixels:
                faults += _seen_faults(ImageOps.exif_transpose(image).convert("RGB"), rule)
            return faults
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return [Fault("damaged", _("文件"), _("照片不完整或已损坏。"), _("请重新拍照,或从原处重新保存后再上传。"))]


def check_age(taken: date | None, today: date, rule: PortraitRule) -> list[Fault]:
    """Whether a photo that says its day is too old; one that does not say is asked nothing."""
    if taken is None or not rule.months:
        return []
    earliest = (today.year * 12 + today.month - rule.months, today.day)
    if (taken.year * 12 + taken.month, taken.day) >= earliest:
        return []
    what = _("照片是 %(day)s 拍的,超过 %(months)d 个月。") % {"day": taken.isoformat(), "months": rule.months}
    return [Fault("age", _("拍摄日期"), what, _("请用近期照片,或当场拍一张。"))]


def kind_of(data: bytes) -> str:
    """What a file is by its first bytes; empty where nobody knows."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp":
        return "HEIC"
    return next((kind for head, kind in HEADS if data.startswith(head)), "")


def taken_on(data: bytes) -> date | None:
    """The day that the camera wrote into the picture; it stays behind when the portrait is cut."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            words = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal, "")
            return date.fromisoformat(str(words)[:10].replace(":", "-"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def make_portrait(data: bytes, box: Box | None, rule: PortraitRule) -> bytes:
    """Cuts a portrait out of a picture; without a box out of its middle. Place, camera and day stay behind."""
    picture = _upright(data)
    area = _area(picture.size, box, rule)
    cut = picture.resize((rule.width, rule.height), Image.Resampling.LANCZOS, box=area, reducing_gap=3.0)
    return _into_window(cut, rule)


def small_copy(data: bytes, width: int) -> bytes:
    """A portrait for a page that holds more than it, about a tenth of its bytes."""
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        image.thumbnail((width, width * 4))
        target = io.BytesIO()
        image.save(target, "JPEG", quality=80)
        return target.getvalue()


def _upright(data: bytes) -> Image.Image:
    kind = kind_of(data)
    if kind not in PICTURES.types:
        fault = _not_jpeg(kind)
        raise FileRefused("type", f"{fault.what}{fault.mend}")
    image = decoded(data, kind, PICTURES)
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, (255, 255, 255))
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB")


def _area(size: tuple[int, int], box: Box | None, rule: PortraitRule) -> tuple[float, float, float, float]:
    """The part in pixels, brought to the ratio of the rule around its own middle."""
    box = box or Box(0, 0, 1, 1)
    numbers = (box.left, box.top, box.width, box.height)
    if not all(map(math.isfinite, numbers)) or min(box.width, box.height) <= 0 or min(box.left, box.top) < -1e-6:
        raise _no_box()
    if box.left + box.width > 1 + 1e-6 or box.top + box.height > 1 + 1e-6:
        raise _no_box()
    width, height = box.width * size[0], box.height * size[1]
    fitting_width = min(width, height * rule.width / rule.height)
    fitting_height = fitting_width * rule.height / rule.width
    if fitting_width < max(rule.smallest_crop, 1):
        raise _too_small(fitting_width, rule)
    left = box.left * size[0] + (width - fitting_width) / 2
    top = box.top * size[1] + (height - fitting_height) / 2
    right, bottom = min(left + fitting_width, size[0]), min(top + fitting_height, size[1])
    return max(left, 0.0), max(top, 0.0), right, bottom


def _too_small(width: float, rule: PortraitRule) -> FileRefused:
    message = _("选中的部分只有 %(width)d 像素宽,放大后看不清,至少要 %(least)d 像素。请选大一些,或换一张更清楚的照片。")
    return FileRefused("too_small", message % {"width": width, "least": rule.smallest_crop})


def _no_box() -> FileRefused:
    return FileRefused("box", _("裁剪框不在照片里面。请重新选一次。"))


def _into_window(cut: Image.Image, rule: PortraitRule) -> bytes:
    """The best quality that keeps below the most bytes; where even the best is below the least, it is filled up."""
    best = next((made for quality in QUALITIES if len(made := _written(cut, quality, rule)) <= rule.max_bytes), None)
    if best is None:
        raise FileRefused("too_big", _("照片细节太多,压缩后仍然太大。请换一张背景干净的照片。"))
    for quality in RICHER if len(best) < rule.min_bytes else ():
        richer = _written(cut, quality, rule)
        if len(richer) > rule.max_bytes:
            break
        best = richer
        if len(best) >= rule.min_bytes:
            break
    return _filled_up(best, rule.min_bytes)


def _written(cut: Image.Image, quality: int, rule: PortraitRule) -> bytes:
    cut.info = {}
    target = io.BytesIO()
    density = {"dpi": (rule.dpi, rule.dpi)} if rule.dpi else {}
    cut.save(target, "JPEG", quality=quality, subsampling=0 if quality >= 90 else 2, **density)
    return target.getvalue()


def _filled_up(data: bytes, least: int) -> bytes:
    """A retouched studio photo can be below the least bytes at the best quality; an empty comment, which no reader
    shows, makes up for it: the person has no better photo to bring."""
    while (missing := least - len(data)) > 0:
        length = min(max(missing - 4, 0), MOST_COMMENT)
        data = data[:2] + b"\xff\xfe" + (length + 2).to_bytes(2) + bytes(length) + data[2:]
    return data


def _not_jpeg(kind: str) -> Fault:
    if kind == "HEIC":
        what, mend = _("这是苹果手机的 HEIC 格式。"), _("请在手机“设置—相机—格式”里选“兼容性最佳”后重拍,或转成 JPG。")
        return Fault("type", _("文件类型"), what, mend)
    name = NAMES.get(kind, kind)
    what = _("这是 %(name)s 文件,不是 JPG 照片。") % {"name": name} if name else _("这不是照片文件。")
    return Fault("type", _("文件类型"), what, _("请另存为 JPG 再上传,不要只改文件名的结尾。"))


def _size_faults(image: Image.Image, rule: PortraitRule) -> list[Fault]:
    if image.size == (rule.width, rule.height):
        return []
    asked = {"width": image.width, "height": image.height, "w": rule.width, "h": rule.height}
    what = _("照片是 %(width)d×%(height)d 像素,要求 %(w)d×%(h)d。") % asked
    return [Fault("size", _("尺寸"), what, _("请用裁剪框裁成要求的大小。"))]


def _byte_faults(size: int, rule: PortraitRule) -> list[Fault]:
    if rule.min_bytes <= size <= rule.max_bytes:
        return []
    asked = {"kb": f"{size / 1024:.1f}", "least": rule.min_bytes // 1024, "most": round(rule.max_bytes / 1024)}
    what = _("文件有 %(kb)s KB,要求 %(least)d–%(most)d KB。") % asked
    mend = _("请降低质量另存。") if size > rule.max_bytes else _("请用原照片,不要用压缩过的或截图。")
    return [Fault("bytes", _("文件大小"), what, mend)]


def _density_faults(image: Image.Image, rule: PortraitRule) -> list[Fault]:
    """Only what the file itself states: many cameras state nothing, and on a screen it means nothing."""
    is_stated = image.info.get("jfif_unit") in (1, 2) or ExifTags.Base.XResolution in image.getexif()
    if not (rule.dpi and is_stated and "dpi" in image.info):
        return []
    across = round(float(image.info["dpi"][0]))
    if across == rule.dpi:
        return []
    what = _("分辨率是 %(has)d DPI,要求 %(asked)d DPI。") % {"has": across, "asked": rule.dpi}
    return [Fault("dpi", _("分辨率"), what, _("请用裁剪框重新生成照片。"))]


def _seen_faults(image: Image.Image, rule: PortraitRule) -> list[Fault]:
    if not _has_shape(image):
        mend = _("请换一张本人的正面照片。")
        return [Fault("empty", _("画面"), _("照片里看不出人像,像是空白或杂乱的点。"), mend)]
    return [*_ground_faults(image, rule), *_light_faults(image, rule)]


def _has_shape(image: Image.Image) -> bool:
    tiles = (max(image.width // TILE, 4), max(image.height // TILE, 4))
    return ImageStat.Stat(image.convert("L").resize(tiles, Image.Resampling.BOX)).stddev[0] >= LEAST_SHAPE


def _ground_faults(image: Image.Image, rule: PortraitRule) -> list[Fault]:
    if not rule.white_share:
        return []
    red, green, blue = image.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    width, height = image.size
    across, down, middle = max(int(width * BAND), 1), max(int(height * BAND), 1), max(int(height * SIDES_DOWN_TO), 1)
    borders = {
        _("上边"): (0, 0, width, down), _("左边"): (0, 0, across, middle), _("右边"): (width - across, 0, width, middle),
    }  # fmt: skip
    wrong = [name for name, area in borders.items() if _share(darkest.crop(area), rule.white_from) < rule.white_share]
    if not wrong:
        return []
    what = _("%(borders)s不是白色。") % {"borders": "、".join(wrong)}
    return [Fault("ground", _("背景"), what, _("请在白墙前、光线均匀处重拍,或到照相馆拍白底照片。"))]


def _share(band: Image.Image, least: int) -> float:
    counts = band.histogram()
    return sum(counts[least:]) / max(sum(counts), 1)


def _light_faults(image: Image.Image, rule: PortraitRule) -> list[Fault]:
    left, top, right, bottom = FACE
    width, height = image.size
    face = image.crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))
    if ImageStat.Stat(face.convert("L")).mean[0] >= rule.darkest:
        return []
    return [Fault("dark", _("面部"), _("照片太暗,看不清面部。"), _("请面向光线重拍,不要背光。"))]
