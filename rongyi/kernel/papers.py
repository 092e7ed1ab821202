"""PDF from our own pages. A paper is made of what we give it and asks no address for anything."""

from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO


def write_pdf(
    target: BinaryIO, html: str, *, styles: Iterable[Path] = (), rules: str = "", with_data: bool = False
) -> None:
    """Writes `html` as PDF; `styles` are files of ours, `rules` is CSS made of numbers only, never of anybody's text.

    `with_data` lets pictures that lie inside the page itself (`data:`) be drawn, such as codes; every other address is
    refused all the same.
    """
    from weasyprint import CSS, HTML  # heavy: only who prints pays for it
    from weasyprint.urls import URLFetcher

    sheets = [CSS(filename=str(path)) for path in styles]
    if rules:
        sheets.append(CSS(string=rules))
    # security: nothing is fetched, so no text in a paper can reach a file or a network
    fetcher = URLFetcher(allowed_protocols={"data"}) if with_data else _fetches_nothing
    HTML(string=html, base_url=None, url_fetcher=fetcher).write_pdf(target, stylesheets=sheets)


def inside(picture: bytes, content_type: str = "image/jpeg") -> str:
    """The address of a picture that lies inside the page itself; nothing stays nothing."""
    return f"data:{content_type};base64,{b64encode(picture).decode()}" if picture else ""


def _fetches_nothing(url: str, *args, **kwargs):
    raise ValueError("a paper fetches nothing")
