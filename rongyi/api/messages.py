"""The words for what does not fit a shape, in place of the library's English ones."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

SAID = {
    "missing": ("required", _("没有填写。")),
    "extra_forbidden": ("unknown_field", _("没有这个栏目。")),
    "string_type": ("invalid", _("应是文字(带引号)。")),
    "string_unicode": ("invalid", _("含有无法读取的字符。")),
    "string_too_short": ("too_short", _("至少%(min_length)s个字。")),
    "string_too_long": ("too_long", _("最多%(max_length)s个字。")),
    "string_pattern_mismatch": ("invalid", _("格式不对。")),
    "list_type": ("invalid", _("应是一个列表。")),
    "too_long": ("too_long", _("最多%(max_length)s项。")),
    "too_short": ("too_short", _("至少%(min_length)s项。")),
    "dict_type": ("invalid", _("应是一个对象。")),
    "model_type": ("invalid", _("应是一个对象。")),
    "model_attributes_type": ("invalid", _("应是一个对象。")),
    "int_type": ("invalid", _("应是整数。")),
    "int_parsing": ("invalid", _("应是整数。")),
    "int_from_float": ("invalid", _("应是整数。")),
    "int_parsing_size": ("invalid", _("数字太大。")),
    "bool_type": ("invalid", _("应是 true 或 false。")),
    "greater_than_equal": ("too_small", _("不能小于%(ge)s。")),
    "less_than_equal": ("too_large", _("不能大于%(le)s。")),
    "enum": ("invalid", _("没有这一项,可选:%(expected)s。")),
    "literal_error": ("invalid", _("没有这一项,可选:%(expected)s。")),
    "date_type": ("invalid", _("日期应写成 2026-11-24 的样子。")),
    "date_parsing": ("invalid", _("日期应写成 2026-11-24 的样子。")),
    "date_from_datetime_parsing": ("invalid", _("日期应写成 2026-11-24 的样子。")),
    "date_from_datetime_inexact": ("invalid", _("日期应写成 2026-11-24 的样子。")),
    "bad_day": ("invalid", _("日期应写成 2026-11-24 的样子。")),
    "bad_moment": ("invalid", _("时间应写成 2026-11-24T15:30:00+08:00 的样子,带时区。")),
    "bad_id": ("bad_id", _("编号格式不对:应是36位、带短横线的 UUID。")),
    "bad_new_id": ("bad_id", _("编号格式不对:应是第7版 UUID,时间不在将来。")),
    "bad_code": ("invalid", _("区划代码应是2到12位数字,写成文字。")),
}
OTHERWISE = ("invalid", _("填写不对。"))


def shape_errors(found: Iterable[dict]) -> list[dict]:
    """The library's errors as `{loc, code, message}`; the typed value itself is never said back."""
    errors = []
    for fault in found:
        code, message = SAID.get(fault["type"], OTHERWISE)
        message = str(message)
        if "%(" in message:
            message = message % fault.get("ctx", {})
        errors.append({"loc": _place(fault["loc"]), "code": code, "message": message})
    return errors


def _place(loc: tuple) -> list:
    """Without the name that our function gives to the whole body; forms and files are bodies too."""
    place = list(loc)
    if place[:1] in (["form"], ["file"]):
        return ["body", place[-1]]
    return ["body", *place[2:]] if place[:1] == ["body"] else place
