"""PDF from our own pages. A paper is made of what we give it and asks no address for anything."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO


def write_pdf(target: BinaryIO, html: str, *, styles: Iterable[Path] = (), rules: str = "") -> None:
    """Writes `html` as PDF; `styles` are files of ours, `rules` is CSS made of numbers only, never of anybody's text."""
    from weasyprint import CSS, HTML  # heavy: only who prints pays for it

    sheets = [CSS(filename=str(path)) for path in styles]
    if rules:
        sheets.append(CSS(string=rules))
    HTML(string=html, base_url=None, url_fetcher=_fetches_nothing).write_pdf(target, stylesheets=sheets)


def _fetches_nothing(url: str, *args, **kwargs):
    """security: nothing is fetched, so no text in a paper can reach a file or a network."""
    raise ValueError("a paper fetches nothing")
