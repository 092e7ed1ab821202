"""Writing what was shown: bundle by bundle, all or nothing for each line; a bundle is written once, whoever tries."""

from collections.abc import Callable
from contextlib import closing

from django.db import transaction
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import record_failure
from rongyi.registry.imports.ahead import bundles, rows_of_lines
from rongyi.registry.imports.chunks import chunks_of, lines_of, rekeep
from rongyi.registry.imports.deciding import Line, decide, input_of
from rongyi.registry.models import ImportChunk, ImportJob, Person
from rongyi.registry.services import add_part, create_people, prepare, update_person
from rongyi.registry.services.bulk import Opened, open_files
from rongyi.registry.services.opening import hold, known_elsewhere

WRITTEN = ("created", "updated")


def apply_chunks(job: ImportJob, *, actor: Actor, progress: Callable[[int, int], None] | None = None) -> None:
    """Takes up where an earlier run stood: what a bundle says of itself commits with what it wrote."""
    done = job.position
    with closing(bundles(job)) as prepared:
        for chunk, opened in prepared:
            _apply_chunk(job, chunk, opened, actor)
            done += chunk.rows
            if progress:
                progress(done, job.rows)


def _apply_chunk(job: ImportJob, chunk: ImportChunk, opened: Opened | None, actor: Actor) -> None:
    with transaction.atomic():
        mine = ImportChunk.objects.filter(county=job.county, pk=chunk.pk, is_applied=False)
        if not mine.update(is_applied=True):  # somebody else is at it, or was
            return
        chunk.is_applied = True
        if not _is_opened_as_shown(chunk, opened, job, actor):
            _write_lines(chunk, opened, job, actor)
        forward = {"position": _position(job), "touched_at": clock.now()}
        ImportJob.objects.filter(county=job.county, pk=job.pk).update(**forward)


def _position(job: ImportJob) -> int:
    return sum(chunks_of(job).filter(is_applied=True).values_list("rows", flat=True))


def _is_opened_as_shown(chunk: ImportChunk, opened: Opened | None, job: ImportJob, actor: Actor) -> bool:
    """The usual bundle of a first import: all that it has to write are new files, and nobody in it is known by now.
    Then its lines need not be looked at again."""
    if opened is None or chunk.updated or chunk.held or known_elsewhere(opened.indexes):
        return False
    try:
        with transaction.atomic():
            open_files(actor=actor, region_code=job.region_code, opened=opened)
    except Refused:  # one of them cannot be: line by line then
        return False
    return True


def _write_lines(chunk: ImportChunk, opened: Opened | None, job: ImportJob, actor: Actor) -> None:
    lines = lines_of(chunk)
    before = [(line.outcome, line.code) for line in lines]
    _refuse_what_moved(lines, actor)
    _create([line for line in lines if line.outcome == "created"], job, actor, opened)
    _update([line for line in lines if line.outcome == "updated"], actor, job)
    for line in lines:
        if line.outcome == "held" and line.code != "moved_on":
            given = input_of(line.values, job.region_code)
            hold(actor, given, prepare(given).person, why=line.code)
    if before != [(line.outcome, line.code) for line in lines]:
        rekeep(chunk, lines)


def _refuse_what_moved(lines: list[Line], actor: Actor) -> None:
    """What was shown is written, or nothing is: a line that would come out otherwise by now is left and said."""
    looked_at = [line for line in lines if line.outcome in WRITTEN]
    shown = [(line.outcome, line.changes) for line in looked_at]
    decide(looked_at, actor, {})
    for (outcome, changes), line in zip(shown, looked_at, strict=True):
        if (line.outcome, _plain(line.changes)) != (outcome, changes):
            line.changes = changes
            _moved_on(line)


def _plain(changes: list[list]) -> list[list]:
    return [[key, _text(former), _text(new)] for key, former, new in changes]


def _text(value):
    if isinstance(value, dict):
        return {key: _text(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_text(part) for part in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _moved_on(line: Line) -> None:
    message = _("预览之后有人建立或改动了这份档案,这一行没有写入。请再导入一次,看新的结果。")
    line.settle("rejected", "moved_on", message)


def _create(lines: list[Line], job: ImportJob, actor: Actor, opened: Opened | None) -> None:
    if not lines:
        return
    if opened is not None and len(opened.codes) != len(lines):  # some of them have moved on since
        opened = rows_of_lines(lines, job.region_code, clock.now())
    try:
        with transaction.atomic():
            if opened is None:
                _create_few(lines, job, actor)
            else:
                open_files(actor=actor, region_code=job.region_code, opened=opened)
    except Refused:  # one of them cannot be: line by line then
        for line in lines:
            _tried(line, lambda line=line: _create_few([line], job, actor))


def _create_few(lines: list[Line], job: ImportJob, actor: Actor) -> None:
    given = [input_of(line.values, job.region_code) for line in lines]
    create_people(actor=actor, region_code=job.region_code, given=given, source="import")


def _update(lines: list[Line], actor: Actor, job: ImportJob) -> None:
    indexes = [line.find_index() for line in lines]
    known = known_elsewhere(indexes)
    for line in lines:
        _tried(line, lambda line=line: _change(line, known[line.index], actor))


def _change(line: Line, person: Person, actor: Actor) -> None:
    fields, entries = {}, []
    for key, _former, new in line.changes:
        if isinstance(new, dict):
            entries.append((key, new))
        else:
            fields[key] = new
    if fields:
        update_person(actor=actor, person=person, changes=fields, version=person.version, source="import")
    for key, entry in entries:
        add_part(actor=actor, person=person, part=key, given=entry, version=person.version, source="import")


def _tried(line: Line, act: Callable) -> None:
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        line.settle("rejected", refusal.code, str(refusal.message))
        record_failure(refusal)
