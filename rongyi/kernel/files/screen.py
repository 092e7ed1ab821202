"""Pictures for the screen, made of a scan: small, drawn anew, without place, camera or script. The scan itself stays.

A page of a PDF is drawn by pdfium, which one thread at a time may use.
"""

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from rongyi.kernel.files.checks import PDF, PIL_FORMATS, FileRefused, refuse_half_pictures

LONGEST_EDGE = 1600
QUALITY = 72
MOST_PAGES = 200
MOST_SECONDS = 90
HIGHEST_SCALE = 200 / 72
"""A page of a PDF is drawn at 200 dots an inch at most: a stamp-sized page gets no sharper than it is."""
PAPER = (255, 255, 255)

_pdfium = threading.Lock()


@dataclass(frozen=True)
class PageImage:
    """One page as JPEG."""

    data: bytes
    width: int
    height: int


def page_images(data: bytes, content_type: str, max_pixels: int = 50_000_000) -> list[PageImage]:
    """The pages of a scan in their order; a file that cannot be drawn to its end is refused as a whole."""
    ends, images = time.monotonic() + MOST_SECONDS, []
    for image in _pages(data, content_type, max_pixels):
        images.append(_small(image))
        if len(images) > MOST_PAGES:
            raise FileRefused("pages", _("一个文件最多 %(most)d 页。请分成几个文件再上传。") % {"most": MOST_PAGES})
        if time.monotonic() > ends:
            raise FileRefused("slow", _("这个文件处理太久,已停止。请降低扫描分辨率,或分成几个文件再上传。"))
    if not images:
        raise FileRefused("damaged", _("文件里没有页面。请重新扫描后再上传。"))
    return images


def _pages(data: bytes, content_type: str, max_pixels: int) -> Iterator[Image.Image]:
    return _of_pdf(data) if content_type == PDF else _of_picture(data, content_type, max_pixels)


def _of_pdf(data: bytes) -> Iterator[Image.Image]:
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _damaged_pdf(error) from None
        try:
            for page in document:
                width, height = page.get_size()
                scale = min(HIGHEST_SCALE, LONGEST_EDGE / max(width, height, 1))
                yield page.render(scale=scale, may_draw_forms=False).to_pil()
                page.close()
        except pypdfium2.PdfiumError as error:
            raise _damaged_pdf(error) from None
        finally:
            document.close()


def _damaged_pdf(error: Exception) -> FileRefused:
    if "password" in str(error).lower():
        return FileRefused("password", _("这个 PDF 有密码,打不开。请去掉密码后再上传。"))
    return FileRefused("damaged", _("PDF 不完整或已损坏。请重新扫描或另存后再上传。"))


def _of_picture(data: bytes, content_type: str, max_pixels: int) -> Iterator[Image.Image]:
    refuse_half_pictures()
    try:
        with Image.open(io.BytesIO(data), formats=[PIL_FORMATS[content_type]]) as image:
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > max_pixels:
                    limit = max_pixels // 10_000
                    raise FileRefused("pixels", _("图片超过 %(limit)d 万像素。请缩小后再上传。") % {"limit": limit})
                yield ImageOps.exif_transpose(frame)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise FileRefused("damaged", _("图片不完整或已损坏。请重新拍照或另存后再上传。")) from None


def _small(image: Image.Image) -> PageImage:
    """On white paper, since JPEG knows no transparency; grey stays grey and is a third smaller."""
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        flat = Image.new("RGB", image.size, PAPER)
        flat.paste(image, mask=image.getchannel("A"))
    else:
        flat = image.convert("L" if image.mode in ("1", "L", "I;16") else "RGB")
    flat.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    flat.info = {}
    target = io.BytesIO()
    flat.save(target, "JPEG", quality=QUALITY, optimize=True)
    return PageImage(target.getvalue(), *flat.size)
