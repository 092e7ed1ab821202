"""The face: what is vendored, how pages are drawn, and that everybody can read them."""

import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from rongyi.kernel.views.gallery import gallery

KERNEL = Path(__file__).resolve().parents[2] / "rongyi" / "kernel"
STATIC = KERNEL / "static"
VENDOR = STATIC / "vendor"


class Page(HTMLParser):
    """The elements of a page as (tag, attributes)."""

    def __init__(self, html: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _tag, attrs in self.elements if attrs.get(attribute)]


def gallery_request() -> HttpRequest:
    request = RequestFactory().get("/console/gallery")
    request.resolver_match = None
    return request


@pytest.fixture
def page() -> Page:
    return Page(gallery(gallery_request()).content.decode())


def test_vendored_files_are_those_of_the_manifest():
    manifest = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
    promised = {f"{e['name']}@{e['version']}/{name}": digest for e in manifest for name, digest in e["files"].items()}

    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.glob("*/*")
    }

    assert found == promised


def test_every_vendored_package_comes_with_its_licence():
    manifest = json.loads((VENDOR / "manifest.json").read_text("utf-8"))

    without = [e["name"] for e in manifest if not e["licence"] or not any("LICENSE" in name for name in e["files"])]

    assert without == []


def test_the_served_style_is_joined_from_its_sources():
    sources = [path.read_text("utf-8").strip() for path in sorted((KERNEL / "styles").glob("*.css"))]

    assert (STATIC / "rongyi.css").read_text("utf-8") == "\n".join(sources) + "\n", "run maint/vendor/styles"


def test_ids_are_unique_and_every_reference_finds_its_element(page):
    ids = page.values("id")
    references = [
        one
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "data-opens", "data-source")
        for value in page.values(name)
        for one in value.split()
    ]

    assert sorted(ids) == sorted(set(ids))
    assert [one for one in references if one not in ids] == []


def test_every_icon_that_is_used_is_drawn(page):
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text("utf-8")))

    used = {href.partition("#")[2] for tag, attrs in page.elements if tag == "use" and (href := attrs["href"])}

    assert used - drawn == set()


def test_nothing_in_the_page_needs_an_exception_from_the_content_policy(page):
    inline = [
        (tag, name) for tag, attrs in page.elements for name in attrs if name == "style" or re.match("on[a-z]+$", name)
    ]
    scripts = [a for tag, a in page.elements if tag == "script" and "src" not in a and a["type"] != "application/json"]
    elsewhere = [value for name in ("src", "href", "action") for value in page.values(name) if "//" in value]

    assert (inline, scripts, elsewhere) == ([], [], [])


def test_an_ordinary_page_with_a_form_is_light():
    names = ["rongyi.css", "icons.svg", "vendor/htmx.org@2.0.11/htmx.min.js"]
    names += [f"js/{name}.js" for name in ("app", "combobox", "shortcuts", "uuid7")]
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in names}

    assert 1 + len(sizes) <= 8  # the page itself is a request too
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 40 * 1024
    assert sum(sizes.values()) <= 44 * 1024  # leaves 16 KiB to the page


@pytest.mark.parametrize("status", [400, 403, 404, 412, 429, 500, 503])
def test_an_error_page_says_what_was_saved_and_what_to_do_without_user_or_database(status):
    html = render_to_string(f"{status}.html", {"incident": "a3f90c12"})

    parts = {word: word in html for word in ("保存了吗", "怎么办", "意见反馈", "data-error-text")}
    assert parts == dict.fromkeys(parts, True)
    assert html.count("<h1>") == 1
    assert ("a3f90c12" in html) is (status != 412)


class VisitForm(forms.Form):
    name = forms.CharField(label="姓名", help_text="和证件一样")
    day = forms.DateField(label="日期", widget=forms.DateInput)
    channel = forms.ChoiceField(label="方式", widget=forms.RadioSelect, choices=[("home", "上门")])


def draw(source: str, **values) -> Page:
    return Page(Template("{% load ui %}" + source).render(Context(values)))


def test_a_wrong_field_points_to_its_hint_and_its_error():
    form = VisitForm({})

    drawn = draw("{% field form.name %}", form=form)

    field = next(attrs for tag, attrs in drawn.elements if tag == "input")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
    assert {"id_name_helptext", "id_name_error"} <= set(drawn.values("id"))


def test_a_date_is_given_to_the_browser_in_its_own_form():
    drawn = draw("{% field form.day %}", form=VisitForm({"day": "2026-11-24"}))

    field = next(attrs for tag, attrs in drawn.elements if tag == "input")
    assert (field["type"], field["value"]) == ("date", "2026-11-24")


def test_the_summary_leads_to_each_wrong_field():
    drawn = draw("{% error_summary form %}", form=VisitForm({}))

    assert drawn.values("href") == [f"{href}" for href in drawn.values("href") if href.endswith("#warn")] + [
        "#id_name",
        "#id_day",
        "#id_channel_0",
    ]


def test_a_chart_tells_every_number_in_words_too():
    data = {
        "unit": "人",
        "nodes": [{"name": "常兴镇", "children": [{"name": "尧柳村", "value": 64}, {"name": "柿林村", "value": 8}]}],
    }

    html = Template('{% load ui %}{% chart "c" "人在哪里" data kind="sunburst" %}').render(Context({"data": data}))

    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="num">([^<]+)</td>', html)
    assert rows == [("常兴镇", "72 人"), ("常兴镇 › 尧柳村", "64 人"), ("常兴镇 › 柿林村", "8 人")]


def test_what_a_person_typed_is_never_markup():
    attack = "<script>1</script>"
    source = "{% alert title=x %}{{ x }}{% endalert %}{% tag x %}{% masked x x %}{% button x %}{% table caption=x %}{% endtable %}"

    html = Template("{% load ui %}" + source).render(Context({"x": attack}))

    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 7


def test_the_way_of_display_is_kept_in_a_cookie_and_leads_back(db):
    answer = Client().post(reverse("kernel:modes"), {"mode": "elder", "theme": "dark", "next": "/feedback/?a=1"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/feedback/?a=1")
    assert {name: cookie.value for name, cookie in answer.cookies.items()} == {"mode": "elder", "theme": "dark"}


@pytest.mark.parametrize("elsewhere", ["//example.org/", "https:example.org", "/\\example.org"])
def test_the_way_of_display_leads_to_no_other_host(db, elsewhere):
    answer = Client().post(reverse("kernel:modes"), {"mode": "loud", "next": elsewhere})

    assert (answer.status_code, answer.headers["Location"], list(answer.cookies)) == (302, "/", [])


def tokens_of(mode: str, theme: str) -> dict[str, str]:
    """The colour tokens as the cascade gives them: light, then the mode, then dark, then dark of the mode."""
    css = (STATIC / "rongyi.css").read_text("utf-8")
    selectors = [":root", f'[data-mode="{mode}"]']
    if theme == "dark":
        selectors += ['[data-theme="dark"]', f'[data-theme="dark"][data-mode="{mode}"]']
    tokens: dict[str, str] = {}
    for selector in selectors:
        block = re.search(rf"(?m)^ +{re.escape(selector)} {{([^}}]*)}}", css)  # the first: a later one is paper's
        tokens |= dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]+)", block[1])) if block else {}
    return tokens


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mode", "least"), [("standard", 4.5), ("elder", 7), ("contrast", 7)])
def test_every_pair_of_ink_and_ground_can_be_read(mode, theme, least):
    tokens = tokens_of(mode, theme)
    grounds = ["--ground", "--surface", "--raised", "--soft"]
    pairs = [(ink, ground) for ink in ("--ink", "--ink-soft", "--olive", "--red") for ground in grounds]
    pairs += [(f"--{c}", f"--{c}-soft") for c in ("red", "olive", "amber", "blue")]
    pairs += [
        ("--on-olive", "--olive"),
        ("--on-red", "--red-fill"),
        ("--ink", "--olive-mid"),
        ("--olive-deep", "--olive-soft"),
    ]

    weak = {pair: ratio for pair in pairs if (ratio := round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)) < least}

    assert weak == {}


def test_style_and_script_travel_compressed(db):
    answer = Client().get("/static/rongyi.css", headers={"accept-encoding": "gzip"})

    body = b"".join(answer.streaming_content)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == (STATIC / "rongyi.css").read_bytes()
