"""What several services ask before they write."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.archives.models import Box, Piece
from rongyi.kernel.errors import Refused, Stale


def refuse_invalid(row: models.Model) -> None:
    """A value that does not fit its field is said at that field."""
    unasked = {f.name for f in row._meta.concrete_fields if f.is_relation or not f.editable or _is_left_open(row, f)}
    try:
        row.clean_fields(exclude=unasked)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        label = row._meta.get_field(field).verbose_name
        said = _("%(label)s:%(what)s") % {"label": label, "what": messages[0]}
        raise Refused(said, field=field, code="invalid") from None


def _is_left_open(row: models.Model, field: models.Field) -> bool:
    return field.null and field.value_from_object(row) is None


def refuse_destroyed(piece: Piece) -> None:
    if piece.state == Piece.State.DESTROYED:
        raise Refused(_("这件档案已经销毁,只保留目录。"), code="destroyed")


def save_if_fresh(row: Piece | Box, fields: list[str], version: int) -> None:
    """security: the version is compared in the statement that moves it, so two who read the same cannot both write."""
    mine = type(row).objects.filter(county=row.county, pk=row.pk, version=version)
    if not mine.update(version=F("version") + 1):
        raise Stale()
    if fields:
        row.save(update_fields=fields)
    row.version = version + 1
