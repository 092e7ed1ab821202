"""What a schema cannot know of a matter: a way without loops, steps that somebody may do, limits that law allows."""

from collections.abc import Iterator
from typing import cast

from django.utils.translation import gettext as _

from rongyi.casework.documents.template import names as document_names
from rongyi.casework.effects import EFFECTS
from rongyi.casework.eligibility import FACTS
from rongyi.casework.enums import ROLES_OF
from rongyi.casework.procedures.schema import Act, Condition, FormField, Limit, Procedure, Step
from rongyi.casework.statutes import STATUTES
from rongyi.kernel.definitions import Definition
from rongyi.kernel.definitions.loading import Finding
from rongyi.registry.models import Category, Tag
from rongyi.registry.parts import PARTS

QUESTIONS = ("categories", "tags", "has", "alive", "age_from", "age_below", "complete_from", "fact")


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    procedure = cast(Procedure, definition)
    yield from _doubles(procedure)
    for group in ("all_of", "any_of", "none_of"):
        for n, condition in enumerate(getattr(procedure.eligibility, group)):
            yield from _condition(("eligibility", group, n), condition)
    yield from _fields(("form",), procedure.form)
    for n, material in enumerate(procedure.materials):
        if material.when:
            yield from _condition(("materials", n, "when"), material.when)
        if (material.kind == "portrait") != (material.picture is not None):
            yield (
                ("materials", n, "kind"), _("照片要写明 picture,别的材料不写。"), _("请补上或删去 picture。")
            )  # fmt: skip
    for n, step in enumerate(procedure.steps):
        yield from _step(("steps", n), step, procedure)
    for n, span in enumerate(procedure.spans):
        yield from _limit(("spans", n, "limit"), span.limit)
        for key, value in (("after", span.after), ("until", span.until)):
            if value and procedure.step(value) is None:
                yield ("spans", n, key), _("没有“%(key)s”这个环节。") % {"key": value}, _known(procedure)
    yield from _way(procedure)


def _known(procedure: Procedure) -> str:
    return _("有的环节是:%(keys)s。") % {"keys": "、".join(step.key for step in procedure.steps)}


def _doubles(procedure: Procedure) -> Iterator[Finding]:
    lists = {"steps": "key", "materials": "key", "form": "key", "reasons": "code", "spans": "key", "stops": "key"}
    for name, attribute in lists.items():
        seen: set[str] = set()
        for n, one in enumerate(getattr(procedure, name)):
            key = getattr(one, attribute)
            if key in seen:
                yield (name, n, attribute), _("“%(key)s”写了两次。") % {"key": key}, _("请换一个名字。")
            seen.add(key)


def _condition(place: tuple, condition: Condition) -> Iterator[Finding]:
    asked = [key for key in QUESTIONS if getattr(condition, key) not in ("", None, [])]
    if len(asked) != 1:
        yield place, _("一个条件只能问一件事。"), _("请只写其中一项:%(keys)s。") % {"keys": "、".join(QUESTIONS)}
    tables = (
        ("categories", condition.categories, Category.values), ("tags", condition.tags, Tag.values),
        ("has", [condition.has] if condition.has else [], list(PARTS)),
        ("fact", [condition.fact] if condition.fact else [], sorted(FACTS)),
    )  # fmt: skip
    for key, given, known in tables:
        for value in given:
            if value not in known:
                what = _("没有“%(value)s”这一项。") % {"value": value}
                yield (*place, key), what, _("可以写的有:%(known)s。") % {"known": "、".join(known)}


def _fields(place: tuple, fields: list[FormField]) -> Iterator[Finding]:
    for n, field in enumerate(fields):
        if (field.type in ("choice", "choices")) != bool(field.options):
            yield (*place, n), _("选择题要有 options,别的题没有。"), _("请补上或删去 options。")
        if field.least is not None and field.most is not None and field.least > field.most:
            yield (*place, n, "least"), _("最小值比最大值大。"), _("请对调。")


def _limit(place: tuple, limit: Limit | None) -> Iterator[Finding]:
    if limit is None or not limit.statute:
        return
    law = STATUTES.get(limit.statute)
    if law is None:
        known = "、".join(sorted(STATUTES))
        yield (*place, "statute"), _("没有登记过这条法定期限。"), _("可以写的有:%(known)s。") % {"known": known}
    elif limit.unit != law.unit or limit.days > law.days:
        what = _("法定期限是%(days)d,不能用设置延长,也不能换单位。") % {"days": law.days}
        yield (*place, "days"), what, _("请写%(days)d或更短(%(source)s)。") % {"days": law.days, "source": law.source}


def _step(place: tuple, step: Step, procedure: Procedure) -> Iterator[Finding]:
    yield from _limit((*place, "limit"), step.limit)
    keys = [one.key for one in procedure.steps]
    for other in step.not_by:
        if other not in (*keys, "apply"):
            yield (*place, "not_by"), _("没有“%(key)s”这个环节。") % {"key": other}, _known(procedure)
        elif other == step.key:
            yield (*place, "not_by"), _("这一环节谁也不能办了。"), _("not_by 里请不要写自己。")
    if not ROLES_OF[step.post]:
        yield (*place, "post"), _("这个岗位没有人。"), _("请换一个岗位。")
    seen: set[str] = set()
    for n, act in enumerate(step.acts):
        if act.key in seen:
            yield (*place, "acts", n, "key"), _("“%(key)s”写了两次。") % {"key": act.key}, _("请换一个名字。")
        seen.add(act.key)
        yield from _act((*place, "acts", n), act, step, procedure)


def _act(place: tuple, act: Act, step: Step, procedure: Procedure) -> Iterator[Finding]:
    yield from _fields((*place, "asks"), act.asks)
    if act.when:
        yield from _condition((*place, "when"), act.when)
    keys = [one.key for one in procedure.steps]
    here = keys.index(step.key)
    if act.to and act.to not in keys:
        yield (*place, "to"), _("没有“%(key)s”这个环节。") % {"key": act.to}, _known(procedure)
    elif act.kind == "pass" and act.to and keys.index(act.to) <= here:
        yield (*place, "to"), _("“通过”只能往后走,否则会绕圈。"), _("往回走请用 kind: back。")
    elif act.kind == "back" and (not act.to or keys.index(act.to) >= here):
        yield (*place, "to"), _("“退回”要写明退到前面哪个环节。"), _known(procedure)
    elif act.kind == "pass" and not act.to and procedure.after(step.key) is None:
        yield place, _("这是最后一个环节,没有下一步。"), _("请把 kind 写成 finish。")
    if act.kind == "refuse" and not act.reasons:
        yield place, _("“不予通过”要列出可选的理由。"), _("请写 reasons。")
    if (act.kind == "finish") != (act.outcome is not None):
        yield place, _("“办结”要写明结果,别的动作不写。"), _("请补上或删去 outcome。")
    for key, given, known in (
        ("reasons", act.reasons, [reason.code for reason in procedure.reasons]),
        ("documents", act.documents, document_names()), ("effects", act.effects, sorted(EFFECTS)),
    ):  # fmt: skip
        for n, value in enumerate(given):
            if value not in known:
                what = _("没有“%(value)s”这一项。") % {"value": value}
                yield (*place, key, n), what, _("可以写的有:%(known)s。") % {"known": "、".join(known)}


def _way(procedure: Procedure) -> Iterator[Finding]:
    """Every step is reached, and from every step the case can come to an end."""
    reached, ends = {procedure.steps[0].key}, set()
    for step in procedure.steps:
        for act in step.acts:
            target = procedure.target(step, act)
            if act.kind == "finish":
                ends.add(step.key)
            if target is not None and act.kind == "pass" and step.key in reached:
                reached.add(target.key)
    for step in reversed(procedure.steps):
        forward = [procedure.target(step, act) for act in step.acts if act.kind == "pass"]
        if any(target is not None and target.key in ends for target in forward):
            ends.add(step.key)
    for n, step in enumerate(procedure.steps):
        if step.key not in reached:
            yield ("steps", n, "key"), _("没有哪个动作通到这个环节。"), _("请在前面的环节加一个动作,或删去它。")
        if step.key not in ends:
            yield ("steps", n, "key"), _("从这个环节走不到办结。"), _("请加一个往后走或办结的动作。")
