"""The description of the API: one document for programs, and the same as a page that a browser shows by itself."""

from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from ninja.openapi import get_schema
from pydantic.json_schema import models_json_schema

from rongyi.api.frame import framed
from rongyi.api.schemas import ProblemOut
from rongyi.organisation.access import public_page

REF = "#/components/schemas/{model}"
PROBLEMS = (
    ("malformed_json", 400, gettext_lazy("内容不是有效的 JSON,或同一个键给了两次")),
    ("idempotency_key_missing", 400, gettext_lazy("POST 没有带 Idempotency-Key,正文里也没有自己的编号")),
    ("token_missing", 401, gettext_lazy("没有令牌")),
    ("token_invalid", 401, gettext_lazy("令牌无效、过期或停用")),
    ("denied", 403, gettext_lazy("没有这项权限")),
    ("approval_needed", 403, gettext_lazy("涉及的人多,要先提出申请(POST /exports),由另一个人批准")),
    ("token_reads_only", 403, gettext_lazy("只读令牌不能修改")),
    ("not_found", 404, gettext_lazy("不存在,或不在管辖范围内;两者的答复一样")),
    ("method_not_allowed", 405, gettext_lazy("这个地址不支持这种方法")),
    ("conflict", 409, gettext_lazy("已经存在;station 是已有档案所在的站")),
    ("stale", 412, gettext_lazy("读取之后被别人改过;current 是现在的内容")),
    ("over", 410, gettext_lazy("文件已过保存期,已经删除")),
    ("too_large", 413, gettext_lazy("正文超过 5 MB,上传超过 60 MB")),
    ("unsupported_media_type", 415, gettext_lazy("应是 application/json,上传应是 multipart/form-data")),
    ("invalid", 422, gettext_lazy("有栏目填写不对,errors 里逐项说明")),
    ("unknown_filter", 422, gettext_lazy("没有这个筛选条件")),
    ("idempotency_key_reused", 422, gettext_lazy("同一编号用在了另一份内容上")),
    ("if_match_missing", 428, gettext_lazy("修改时没有带 If-Match")),
    ("daily_limit", 429, gettext_lazy("今天打开的不同人员档案已到限额")),
    ("too_many_requests", 429, gettext_lazy("请求太频繁;Retry-After 说明多少秒后再来")),
    ("incident", 500, gettext_lazy("系统出错,内容没有保存")),
)
TITLES = {
    "region": gettext_lazy("一个区划"),
    "children": gettext_lazy("下一级区划"),
    "stations": gettext_lazy("服务站,按代码排列"),
    "station": gettext_lazy("一个服务站及其功能区"),
    "people": gettext_lazy("查找或列出人员"),
    "open_new": gettext_lazy("建立个人档案"),
    "person": gettext_lazy("一个人"),
    "change": gettext_lazy("修改给出的栏目"),
    "timeline": gettext_lazy("为此人做过的工作"),
    "whole_file": gettext_lazy("一个人的整份档案:各组的完整度、每一条内容"),
    "reveal_numbers": gettext_lazy("查看完整号码,留痕"),
    "send": gettext_lazy("送来一份人员表格"),
    "one_import": gettext_lazy("导入进展"),
    "import_report": gettext_lazy("需要人看的行"),
    "import_columns": gettext_lazy("看哪一列对应什么"),
    "say_columns": gettext_lazy("说明哪一列对应什么"),
    "apply": gettext_lazy("照预览写入"),
    "resume": gettext_lazy("继续写入中断的导入"),
    "records": gettext_lazy("工作记录,新的在前"),
    "record": gettext_lazy("登记一次工作"),
    "one_record": gettext_lazy("一条工作记录"),
    "correct": gettext_lazy("更正"),
    "withdraw": gettext_lazy("撤回"),
    "ledgers": gettext_lazy("有哪些台账"),
    "one_ledger": gettext_lazy("一本台账,或它的文件"),
    "confirmations": gettext_lazy("年度确认:谁要确认,各是什么状态"),
    "one_confirmation": gettext_lazy("一个人在一次年度确认里的情况"),
    "confirm_one": gettext_lazy("办理年度确认,只记一次"),
    "benefit_runs": gettext_lazy("抚恤补助发放批次,月份新的在前"),
    "one_benefit_run": gettext_lazy("一个发放批次:各项金额,与上次的差别按原因计数"),
    "start_benefit_run": gettext_lazy("开始一个发放批次,明细随后算出"),
    "pieces": gettext_lazy("档案室的归档文件,按档号排列"),
    "one_piece": gettext_lazy("一件档案:涉及谁,借给过谁"),
    "borrow": gettext_lazy("借出一件档案"),
    "take_back": gettext_lazy("归还一件档案"),
    "merges": gettext_lazy("疑似同一人的两份档案,最像的在前"),
    "one_merge": gettext_lazy("两份档案并排,查看留痕"),
    "decide": gettext_lazy("判断:同一人,不是同一人,以后再看"),
    "person_consents": gettext_lazy("一个人被告知、同意过什么"),
    "consent": gettext_lazy("登记告知或同意"),
    "withdraw_one_consent": gettext_lazy("登记收回同意"),
    "rights_requests": gettext_lazy("个人信息请求,先到期的在前"),
    "ask_right": gettext_lazy("登记一件个人信息请求"),
    "one_request": gettext_lazy("一件个人信息请求"),
    "answer_request": gettext_lazy("答复个人信息请求"),
    "procedures": gettext_lazy("有哪些事项:谁能申请,交什么,谁办,多久"),
    "one_procedure": gettext_lazy("一个事项,连同要填的和每一步能做的"),
    "cases": gettext_lazy("办件,新的在前"),
    "begin_case": gettext_lazy("受理一件申请"),
    "cases_to_do": gettext_lazy("等自己岗位办的,期限近的在前"),
    "one_case": gettext_lazy("一个办件的全过程,查看留痕"),
    "act_on_case": gettext_lazy("办理这一环节,或补正、撤回、暂停、恢复、延长、交接、终止"),
    "hooks": gettext_lazy("向上级系统的推送"),
    "subscribe": gettext_lazy("建立推送,密钥只给一次"),
    "one_hook": gettext_lazy("一个推送,还有多少没送到"),
    "unsubscribe": gettext_lazy("停用推送"),
    "deliveries": gettext_lazy("推送过的事件,新的在前"),
    "again": gettext_lazy("把没有送到的再送一次"),
    "exports": gettext_lazy("自己申请的导出文件"),
    "ask": gettext_lazy("申请把台账导出成文件"),
    "one_export": gettext_lazy("一份导出的进展"),
    "export_content": gettext_lazy("导出的文件,到期删除"),
}
"""What each call does, in the words of the page."""
NEEDS_IF_MATCH = (
    "records/{id}/correct",
    "records/{id}/withdraw",
    "/decide",
    "/answer",
    "/actions/{act}",
    "hooks/{id}/end",
)


@cache
def document() -> dict:
    """OpenAPI 3.1, made once from the calls themselves."""
    from rongyi.api.urls import api

    made = dict(get_schema(api, path_prefix="api/v1/"))
    components = dict(made["components"])
    _refs, problem = models_json_schema([(ProblemOut, "serialization")], ref_template=REF)
    components["schemas"] = {**components["schemas"], **problem["$defs"]}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return _without_empty_defaults({**made, "components": components, "servers": [{"url": "/"}]})


def _complete(path: str, method: str, operation: dict) -> None:
    """What the frame adds to every call."""
    operation["responses"]["default"] = {
        "description": "RFC 9457 problem",
        "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="ProblemOut")}}},
    }
    if method == "post":
        operation["parameters"].append(_header("Idempotency-Key", "not_needed_with_own_id"))
    if method == "patch" or path.endswith(NEEDS_IF_MATCH):
        operation["parameters"].append(_header("If-Match", "required"))


def _header(name: str, rule: str) -> dict:
    described = {
        "not_needed_with_own_id": "Same key and body: the first answer again. Other body: 422. "
        "May be left out where the body has an id of your own.",
        "required": "The ETag that was read. Missing: 428. Stale: 412 with the current representation.",
    }
    return {
        "in": "header", "name": name, "required": rule == "required", "schema": {"type": "string", "maxLength": 80},
        "description": described[rule],
    }  # fmt: skip


def _without_empty_defaults(part):
    """A field that may be left out has no default of null: null itself is not taken."""
    if isinstance(part, dict):
        return {k: _without_empty_defaults(v) for k, v in part.items() if not (k == "default" and v is None)}
    return [_without_empty_defaults(v) for v in part] if isinstance(part, list) else part


@public_page
@framed
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@public_page
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"groups": _groups(), "problems": PROBLEMS, "shapes": _shapes()})


def _groups() -> list[dict]:
    groups: dict[str, list[dict]] = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_call(path, method, operation))
    return [{"name": name, "calls": calls} for name, calls in groups.items()]


def _call(path: str, method: str, operation: dict) -> dict:
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "title": TITLES[operation["operationId"]],
        "parameters": [{**p, "type": _type(p["schema"])} for p in operation["parameters"]],
        "bodies": [{"type": kind, "shape": _shape(b["schema"])} for kind, b in bodies.items()],
        "answers": [
            {"status": status, "shape": _type(next(iter(a["content"].values()))["schema"]) if "content" in a else ""}
            for status, a in operation["responses"].items()
        ],
    }


def _shapes() -> list[dict]:
    schemas = document()["components"]["schemas"]
    names = [name for name in sorted(schemas) if not name.endswith(("Filters", "Paged"))]  # those are parameters
    return [_shape({"$ref": REF.format(model=name)}) for name in names]


def _shape(schema: dict) -> dict:
    """A schema as rows of a table."""
    name = _type(schema)
    if "$ref" in schema:
        schema = document()["components"]["schemas"][name]
    needed = schema.get("required", [])
    fields = [
        {"name": field, "type": _type(part), "required": field in needed, "note": part.get("description", "")}
        for field, part in schema.get("properties", {}).items()
    ]
    return {"name": name, "fields": fields, "choices": schema.get("enum", [])}


def _type(schema: dict) -> str:
    """A type in a few letters, as people write it."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(_type(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return _("列表:%(of)s") % {"of": _type(schema.get("items", {}))}
    return " ".join(filter(None, [schema.get("type", "any"), schema.get("format", "")]))
