"""What is shown of a scan: small pictures without place, camera or script, page by page."""

import io

import pytest
from PIL import Image

from rongyi.kernel.files.checks import JPEG, PDF, PNG, SCANS, TIFF, FileRefused, checked
from rongyi.kernel.files.checksums import checksum, is_unchanged
from rongyi.kernel.files.screen import page_images
from tests.kernel.test_files import image, with_place


def tiff(pages: int, **options) -> bytes:
    frames = [Image.new("1", (1700, 2200), n % 2) for n in range(pages)]
    target = io.BytesIO()
    frames[0].save(target, "TIFF", save_all=True, append_images=frames[1:], **options)
    return target.getvalue()


def pdf(pages: int, password: str = "") -> bytes:
    from pypdf import PdfWriter

    writer, target = PdfWriter(), io.BytesIO()
    for _number in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    writer.write(target)
    return target.getvalue()


def opened(page) -> Image.Image:
    return Image.open(io.BytesIO(page.data))


def test_the_original_of_a_scan_stays_as_it_came_and_the_copy_tells_no_place():
    original = with_place()

    kind, kept = checked(original, "证件.jpg", SCANS)
    (page,) = page_images(kept, kind)

    assert kept == original
    assert (opened(page).size, dict(opened(page).getexif()), b"Camera" in page.data) == ((20, 40), {}, False)


def test_a_large_picture_becomes_small_for_the_screen():
    (page,) = page_images(image("PNG", size=(2480, 3508)), PNG)

    assert (opened(page).format, opened(page).size, (page.width, page.height)) == ("JPEG", (1131, 1600), (1131, 1600))


def test_transparency_is_white_paper():
    clear = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(clear, "PNG")

    (page,) = page_images(clear.getvalue(), PNG)

    assert opened(page).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("compression", ["raw", "group4", "tiff_lzw"])
def test_a_tiff_of_a_scanner_has_its_pages(compression):
    kind, kept = checked(tiff(3, compression=compression), "扫描.tif", SCANS)

    assert [opened(page).size for page in page_images(kept, kind)] == [(1236, 1600)] * 3


def test_a_pdf_has_its_pages():
    assert [(p.width, p.height) for p in page_images(pdf(2), PDF)] == [(1131, 1600)] * 2


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"%PDF-1.7\nno pages at all\n%%EOF\n", PDF, "damaged"),
        (pdf(1)[:300], PDF, "damaged"),
        (pdf(1, password="secret"), PDF, "password"),
        (pdf(201), PDF, "pages"),
        (tiff(1)[:2000], TIFF, "damaged"),
    ],
)
def test_what_cannot_be_drawn_to_its_end_is_refused(data, kind, code):
    with pytest.raises(FileRefused) as caught:
        page_images(data, kind)

    assert caught.value.code == code


def test_half_a_picture_is_refused_after_a_paper_was_printed_too():
    import weasyprint  # noqa: F401  it tells Pillow to take half pictures, for the whole process

    half = image("JPEG", size=(300, 300))[:1200]

    with pytest.raises(FileRefused, match="已损坏"):
        checked(half, "证件.jpg", SCANS)
    with pytest.raises(FileRefused, match="已损坏"):
        page_images(half, JPEG)


def test_a_page_of_vast_size_is_refused_before_it_is_drawn():
    with pytest.raises(FileRefused, match="万像素"):
        page_images(tiff(2), TIFF, max_pixels=1700 * 2200 - 1)


@pytest.mark.parametrize(("digest", "known"), [("SHA-256", "sha256:ba7816bf"), ("SM3", "sm3:66c7f0f4")])
def test_a_checksum_says_its_digest_and_finds_one_flipped_bit(settings, digest, known):
    settings.RONGYI_DIGEST = digest

    made = checksum(b"abc")
    settings.RONGYI_DIGEST = "SHA-256"

    assert made.startswith(known)
    assert (is_unchanged(b"abc", made), is_unchanged(b"abb", made), is_unchanged(b"abc", "md5:00")) == (
        True, False, False,
    )  # fmt: skip
