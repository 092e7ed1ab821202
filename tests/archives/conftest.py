import io
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from rongyi.archives.models import Fonds, Piece
from rongyi.archives.services import PieceInput, file_piece, open_fonds, prepare_scan, scan_in
from rongyi.kernel import clock
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from tests.fixtures_people import HUYI_VILLAGE, MEI_VILLAGE, actor_for

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=clock.SHANGHAI)
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_a_tuesday_morning(tmp_path, settings):
    settings.RONGYI_FILES_DIR = tmp_path / "files"
    settings.RONGYI_CLAMD = settings.RONGYI_SCANNER = None
    with clock.pretending(NOW):
        yield


@pytest.fixture
def fonds(network, everyone) -> Fonds:
    return open_fonds(actor=everyone, station=Station.objects.get(pk=MEI_VILLAGE), number="J101")


@pytest.fixture
def far_fonds(network, everyone) -> Fonds:
    return open_fonds(actor=everyone, station=Station.objects.get(pk=HUYI_VILLAGE), number="H201")


@pytest.fixture
def clerk(network):
    return actor_for(Role.VILLAGE_CLERK, MEI_VILLAGE, name="赵敏")


def given(title: str = "关于走访慰问的通知", **more) -> PieceInput:
    return PieceInput(**{"title": title, "made_on": date(2025, 3, 4), "retention": "D30", "subject": "ZHL", **more})


@pytest.fixture
def make_piece(fonds, everyone):
    """`make_piece(title, …)` files one paper in the fonds of the village."""

    def make(title: str = "关于走访慰问的通知", to: Fonds | None = None, **more) -> Piece:
        return file_piece(actor=everyone, fonds=to or fonds, given=given(title, **more))

    return make


def paper(text: str = "1", size=(620, 877), form="JPEG") -> bytes:
    """A small page with a sign on it, so that no two are the same."""
    page, target = Image.new("RGB", size, "white"), io.BytesIO()
    ImageDraw.Draw(page).text((40, 40), text, fill="black", font_size=60)
    page.save(target, form)
    return target.getvalue()


def upload(data: bytes | None = None, name: str = "扫描.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, paper() if data is None else data)


@pytest.fixture
def scanned(make_piece, everyone):
    """`scanned("1", "2")` is a piece with a page for each sign."""

    def make(*signs: str, **more) -> Piece:
        piece = make_piece(**more)
        scan_in(actor=everyone, piece=piece, prepared=[prepare_scan(upload(paper(s), f"{s}.jpg")) for s in signs])
        return piece

    return make
