"""The components of pages as tags: `{% load ui %}`, then `{% button … %}`; each has its template in `ui/`.

Words come in already translated. A component that holds others is a block tag and ends in `{% end… %}`.
"""

from functools import lru_cache

from django import forms, template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rongyi.kernel.sunburst import Node, slices

register = template.Library()

TONE_ICONS = {"good": "check", "warn": "warn", "bad": "warn", "info": "info", "still": "clock"}
MESSAGE_TONES = {"success": "good", "warning": "warn", "error": "bad", "info": "info", "debug": "still"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon is for the eye only, unless it stands without a word and gets a label."""
    return _drawn(name, str(label))


@lru_cache(maxsize=500)
def _drawn(name: str, label: str) -> SafeString:
    """A page has some forty icons, nearly all of them on every page."""
    return render_to_string("ui/icon.html", {"name": name, "label": label})


@register.inclusion_tag("ui/button.html")
def button(label: str, kind: str = "", icon: str = "", **more) -> dict:
    """`kind`: main, danger, plain or nothing; with `url` it is a link. More: name, value, type, opens, size, key, disabled."""
    look = {"main": "main-act", "danger": "danger", "plain": "plain"}.get(kind, "")
    look += " large" if more.get("size") == "large" else ""
    return {"label": label, "look": look.strip(), "icon": icon, "type": "submit", **more}


@register.inclusion_tag("ui/tag.html")
def tag(label: str, tone: str = "still", icon: str = "") -> dict:
    """A state in words; the colour only repeats it."""
    return {"label": label, "tone": tone, "icon": icon}


@register.simple_block_tag
def alert(content: str, title: str = "", tone: str = "info", live: bool = False) -> SafeString:
    values = {"content": content, "title": title, "tone": tone, "icon": TONE_ICONS[tone], "live": live}
    return render_to_string("ui/alert.html", values)


@register.filter
def tone_of(message) -> str:
    """The tone of one of Django's messages."""
    return MESSAGE_TONES.get(message.level_tag, "info")


@register.filter
def tone_icon(tone: str) -> str:
    return TONE_ICONS[tone]


def _kind_of(widget: forms.Widget) -> str:
    """Which shape a widget takes; the order matters, since most choice widgets descend from one another."""
    shapes = (
        (forms.CheckboxSelectMultiple, "choices"),
        (forms.RadioSelect, "choices"),
        (forms.SelectDateWidget, "group"),
        (forms.CheckboxInput, "check"),
    )
    return next((shape for kind, shape in shapes if isinstance(widget, kind)), "line")


@register.inclusion_tag("ui/field.html")
def field(bound, label: str = "", hint: str = "", **attributes) -> dict:
    """One field of a Django form with label, hint and error, bound to each other; attributes go to the input.

    Radio buttons and checkbox lists become cards. Names of attributes take `_` for `-`.
    """
    widget = bound.field.widget
    if isinstance(widget, forms.DateInput) and not isinstance(widget, forms.SelectDateWidget):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    shape = _kind_of(widget)
    if hint and not bound.help_text:
        bound.help_text = hint  # before the widget is drawn: Django points aria-describedby at it
    return {
        "field": bound,
        "shape": shape,
        "label": label or bound.label,
        "control": bound.as_widget(attrs=attrs) if shape != "choices" else "",
        "cards": isinstance(widget, forms.RadioSelect),
        "optional": not bound.field.required and shape != "check",
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form) -> dict:
    """What is wrong, on top, each line leading to its field; takes the focus when the page opens."""
    lines = [(None, message) for message in form.non_field_errors()]
    for bound in form:
        target = f"{bound.auto_id}_0" if _kind_of(bound.field.widget) == "choices" else bound.auto_id
        lines += [(target, message) for message in bound.errors]
    return {"lines": lines, "title": _("有 %(count)s 处需要改正,已填内容没有丢") % {"count": len(lines)}}


@register.inclusion_tag("ui/combobox.html")
def combobox(
    name: str, label: str, url: str, chosen=(), many: bool = False, hint: str = "", error: str = "", **more
) -> dict:
    """Find while typing: `url` is posted `q` and answers with `ui/options.html`; the choice lands in hidden inputs `name`.

    `chosen` holds dicts with value and label, so that a form that comes back keeps its people.
    """
    return {
        "name": name,
        "label": label,
        "url": url,
        "chosen": chosen,
        "many": many,
        "hint": hint,
        "error": error,
        **more,
    }


@register.simple_block_tag
def table(content: str, caption: str = "", cards: bool = True) -> SafeString:
    """Frame of a table; on a phone each row becomes a card that takes its labels from `data-label`."""
    return render_to_string("ui/table.html", {"content": content, "caption": caption, "cards": cards})


@register.inclusion_tag("ui/empty_state.html")
def empty_state(
    title: str, text: str = "", url: str = "", label: str = "", icon: str = "inbox", columns: int = 0
) -> dict:
    """What to do where there is nothing; with `columns` it is a row of a table."""
    return {"title": title, "text": text, "url": url, "label": label, "icon": icon, "columns": columns}


@register.inclusion_tag("ui/pager.html")
def pager(next_url: str = "", first_url: str = "", position: str = "") -> dict:
    return {"next_url": next_url, "first_url": first_url, "position": position}


@register.simple_block_tag
def filter_bar(content: str, action: str = "", reset: str = "", export: str = "", target: str = "") -> SafeString:
    """Fields over a list with 查询, 重置 and 导出. It is a GET form: never put a name, phone or number into it."""
    values = {"content": content, "action": action, "reset": reset, "export": export, "target": target}
    return render_to_string("ui/filter_bar.html", values)


@register.inclusion_tag("ui/steps.html")
def steps(labels, current: int = 1) -> dict:
    """Steps of a longer task; `current` counts from 1, one more than the last says all is done."""
    return {"labels": labels, "current": current, "total": len(labels)}


@register.simple_block_tag
def drawer(content: str, id: str, title: str, centred: bool = False) -> SafeString:
    """A dialog from the side; opened by anything with `data-opens="<id>"`, closed without any script."""
    return render_to_string("ui/drawer.html", {"content": content, "id": id, "title": title, "centred": centred})


@register.inclusion_tag("ui/figure.html")
def figure(label: str, value, unit: str = "", url: str = "", note: str = "", attention: bool = False) -> dict:
    return {"label": label, "value": value, "unit": unit, "url": url, "note": note, "attention": attention}


@register.inclusion_tag("ui/timeline.html")
def timeline(entries) -> dict:
    """`entries`: dicts with when, title and, as need be, iso, text, url, tag, tone, by, gone."""
    return {"entries": entries}


@register.inclusion_tag("ui/tabs.html")
def tabs(items, label: str) -> dict:
    """`items`: dicts with label, url, current and perhaps count."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(items) -> dict:
    """`items`: dicts with label and url; the last one, without url, is this page."""
    return {"items": items}


@register.inclusion_tag("ui/meter.html")
def meter(share: float, label: str, tone: str = "good", id: str = "meter") -> dict:
    """A share between 0 and 1 in words and as a bar."""
    return {"percent": round(share * 100), "label": label, "tone": tone, "id": id}


@register.inclusion_tag("ui/masked.html")
def masked(value: str, label: str, url: str = "") -> dict:
    """A masked value; `url` is the reveal page, which asks for a reason and puts the act on record."""
    return {"value": value, "label": label, "url": url}


@register.inclusion_tag("ui/chart.html")
def chart(id: str, title: str, data: dict, kind: str = "bar", note: str = "") -> dict:
    """`kind`: bar, bars (lying), line with {labels, series:[{name, values}], unit}; pie, sunburst with {nodes, unit}."""
    if "nodes" in data:
        heads, rows = [_("数量")], [(name, [value]) for name, value in _leaves(data["nodes"])]
    else:
        heads = [series["name"] for series in data["series"]]
        values = zip(*(series["values"] for series in data["series"]), strict=True)
        rows = [(label, list(of_label)) for label, of_label in zip(data["labels"], values, strict=True)]
    return {
        "source": f"{id}-data",
        "title": title,
        "data": data,
        "kind": kind,
        "note": note,
        "heads": heads,
        "rows": rows,
    }


def _leaves(nodes, path: str = ""):
    """Every node as a line of the text twin, so that nothing is told by the drawing alone."""
    for node in nodes:
        name = f"{path} › {node['name']}" if path else node["name"]
        children = node.get("children", ())
        yield name, node.get("value", sum(value for _name, value in _leaves(children)))
        yield from _leaves(children, name)


@register.inclusion_tag("ui/sunburst.html")
def sunburst(title: str, nodes: list[Node], legend: list, total: int, unit: str = "", note: str = "") -> dict:
    """What lies inside of what, drawn without a script; `legend` has (level, what it means).

    The outer ring is for the eye and the mouse: who uses the keyboard opens the inner slice, or takes the list beside.
    """
    return {"title": title, "slices": slices(nodes), "legend": legend, "total": total, "unit": unit, "note": note}


@register.inclusion_tag("ui/tree.html")
def tree(nodes) -> dict:
    """`nodes`: dicts with label and perhaps url, count, open, children (of the same form)."""
    return {"nodes": nodes}


@register.inclusion_tag("ui/tiles.html")
def tiles(items, placed: bool = False) -> dict:
    """Towns as a picture: dicts with label, value, and perhaps note, url, level 0–4, col and row (1–8) if `placed`."""
    return {"items": items, "placed": placed}


@register.inclusion_tag("ui/conflict.html")
def conflict(rows, by: str = "", at: str = "") -> dict:
    """For a stale form: dicts with label, mine, theirs, and differs."""
    return {"rows": rows, "by": by, "at": at}


@register.simple_tag
def hidden_id(name: str = "id", value: str = "") -> SafeString:
    """A hidden id made by the browser before sending; where there is no script the server makes it."""
    return render_to_string("ui/hidden_id.html", {"name": name, "value": value})
