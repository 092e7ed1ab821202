"""Workbooks as clerks send them."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from rongyi.registry.imports.chunks import COUNTED, chunks_of, lines_of
from rongyi.registry.imports.jobs import start_import

HEADER = ["姓名", "身份证号", "联系电话", "村(社区)", "现住址", "人员类别"]


def workbook(*rows, header=HEADER) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (header, *rows):
        book.active.append(list(row))
    book.save(target)
    return target.getvalue()


def upload(*rows, name: str = "名单.xlsx", content: bytes | None = None, **given) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, workbook(*rows, **given) if content is None else content)


def cells_of(content: bytes) -> list[list]:
    return [[c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]


class Planned:
    """What a workbook would do, as its bundles keep it."""

    def __init__(self, job):
        self.job, self.rows = job, [line for chunk in chunks_of(job) for line in lines_of(chunk)]

    def counts(self) -> dict[str, int]:
        return {key: getattr(self.job, key) for key in COUNTED}


def planned_from(actor, content: bytes, *, station: str, name: str = "名单.xlsx") -> Planned:
    return Planned(start_import(actor=actor, upload=SimpleUploadedFile(name, content), station=station))
