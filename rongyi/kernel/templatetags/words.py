"""`{% translate %}` as Django has it, only that a fixed text is looked up once a language and not once a row."""

from django import template
from django.template.base import Variable
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()


class FixedText(TranslateNode):
    """A text that stands in the template as it is; the catalogues of a running process do not change."""

    def __init__(self, node: TranslateNode):
        super().__init__(node.filter_expression, node.noop, node.asvar, node.message_context)
        self.texts: dict[str | None, str] = {}

    def render(self, context):
        language = get_language()
        text = self.texts.get(language)
        if text is None:
            shown = super().render(context)
            text = self.texts[language] = context[self.asvar] if self.asvar else shown
        if not self.asvar:
            return text
        context[self.asvar] = text
        return ""


@register.tag("translate")
def translate(parser, token):
    node = do_translate(parser, token)
    return FixedText(node) if _is_fixed(node.filter_expression) and _is_fixed(node.message_context) else node


def _is_fixed(expression) -> bool:
    """Nothing, or a text in quotation marks without filters."""
    if expression is None:
        return True
    text = expression.var.literal if isinstance(expression.var, Variable) else expression.var
    return isinstance(text, str) and not expression.filters
