"""The documents that a case can make."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DocumentKind:
    """`series` is the register in which it gets its number of the year."""

    key: str
    title: str | Promise
    series: str


DOCUMENTS: dict[str, DocumentKind] = {
    kind.key: kind
    for kind in (
        DocumentKind("acceptance", _("受理单"), "受"),
        DocumentKind("one_time_notice", _("一次性告知书"), "告"),
        DocumentKind("not_accepted", _("不予受理告知书"), "不受"),
        DocumentKind("decision", _("办理决定书"), "决"),
        DocumentKind("refusal", _("不予通过决定书"), "决"),
        DocumentKind("extension", _("延长期限告知书"), "延"),
        DocumentKind("delivery_receipt", _("送达回证"), "送"),
        DocumentKind("public_notice", _("公示"), "公"),
        DocumentKind("opinion", _("信访事项处理意见书"), "信"),
        DocumentKind("transfer", _("转送函"), "转"),
    )
}
