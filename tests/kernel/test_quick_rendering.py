"""What is written directly for speed must be what Django would have written."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.utils import translation

from rongyi.kernel.form_renderer import QuickSelects

CHOICES = [("", "全部"), ("a<b", "甲 & 乙"), ("组", [(1, "一"), (2, "二")])]


def written(renderer, value, **attrs) -> str:
    class Filter(forms.Form):
        place = forms.ChoiceField(choices=CHOICES, widget=forms.Select(attrs=attrs), required=False)
        towns = forms.MultipleChoiceField(choices=CHOICES, required=False)

    form = Filter({"place": value, "towns": ["1", "2"]}, renderer=renderer)
    return f"{form['place']}{form['towns']}"


@pytest.mark.parametrize("value", ["", "a<b", "2", "nowhere"])
def test_a_select_is_written_as_django_writes_it(value):
    attrs = {"class": 'x"y', "autofocus": True, "hidden": False, "data-n": 3}

    quick = written(QuickSelects(), value, **attrs)

    assert quick == written(DjangoTemplates(), value, **attrs)


def test_a_fixed_text_follows_the_language_of_each_reader():
    template = Template('{% translate "戎驿" %} {% translate "戎驿" as name %}{{ name }} {% translate word %}')

    shown = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            shown.append(template.render(Context({"word": "戎驿"})))

    assert shown == ["戎驿 戎驿 戎驿", "Rongyi Rongyi Rongyi", "戎驿 戎驿 戎驿"]


def test_a_text_with_a_context_of_its_own_is_another_text():
    template = Template('{% translate "驿" context "mark" %}|{% translate word context "mark" %}')

    with translation.override("en"):
        shown = template.render(Context({"word": "驿"}))

    first, second = shown.split("|")
    assert first == second
