"""Reading what came in, strictly: one meaning for each document, and types that say what they take."""

import json
import re
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser
from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from rongyi.api.problems import Problem
from rongyi.kernel.clock import SHANGHAI
from rongyi.kernel.ids import is_client_id_acceptable

DEEPEST = 20
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)


class StrictParser(Parser):
    """Refuses what two readers could understand differently: a key given twice, NaN, a lone half of a letter."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request.body)

    def parse_querydict(self, data, list_fields, request):
        for key, values in data.lists():
            if len(values) > 1 and key not in list_fields:
                raise Problem(400, "given_twice", _("“%(name)s”给了两次。") % {"name": key[:40]})
            if any("\x00" in value for value in values if isinstance(value, str)):
                raise Problem(400, "bad_text", _("含有无法读取的字符。"))
        return super().parse_querydict(data, list_fields, request)


def read_json(raw: bytes) -> Any:
    try:
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_constant)
        _fit(document)
    except (ValueError, RecursionError):
        raise Problem(400, "malformed_json", _("内容不是有效的 JSON(UTF-8)。")) from None
    return document


def _once_each(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _fit(value: Any, depth: int = 0) -> None:
    """No text that a database cannot keep, and no nesting that nobody meant."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        value.encode()  # a lone surrogate fails here
        if "\x00" in value:
            raise ValueError("NUL")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _fit(key, depth)
            _fit(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _fit(inner, depth + 1)


def _identity(value: Any) -> UUID:
    try:
        read = UUID(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None or str(read) != value.lower():
        raise PydanticCustomError("bad_id", "bad id")
    return read


def _new_identity(value: Any) -> UUID:
    read = _identity(value)
    if not is_client_id_acceptable(read):
        raise PydanticCustomError("bad_new_id", "bad id")
    return read


def _day(value: Any) -> date:
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("bad_day", "bad day")


def _moment(value: Any) -> datetime | date:
    """A moment with its zone, or a whole day."""
    if isinstance(value, str) and len(value) == 10:
        return _day(value)
    try:
        if isinstance(value, str) and MOMENT.fullmatch(value):
            return datetime.fromisoformat(value.upper()).astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError("bad_moment", "bad moment")


def _code(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\d{2,12}", value, re.ASCII):
        raise PydanticCustomError("bad_code", "bad code")
    return value


_UUID = {"type": "string", "format": "uuid"}
Id = Annotated[UUID, BeforeValidator(_identity), WithJsonSchema(_UUID)]
NewId = Annotated[UUID, BeforeValidator(_new_identity), WithJsonSchema({**_UUID, "description": "UUID version 7"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[Any, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Code = Annotated[
    str, BeforeValidator(_code), WithJsonSchema({"type": "string", "pattern": "^[0-9]{2,12}$", "examples": ["610326"]})
]


class Given(BaseModel):
    """Base of what a client sends: each field is named, and an unknown one is an error."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


def path_id(text: str) -> UUID | None:
    """The id in an address; what is none was never the id of anything."""
    try:
        return _identity(text)
    except PydanticCustomError:
        return None
