"""A faulty definition is answered with file, line and mend, and takes no sound one with it."""

from pathlib import Path

import pytest
from django.utils import translation
from pydantic import Field

from rongyi.kernel.definitions import (
    Definition,
    Fault,
    FaultyDefinition,
    Words,
    check_all,
    checks,
    load_folder,
    load_one,
    reading,
    register_folder,
)
from rongyi.kernel.definitions.loading import Part

GOOD = """\
title:
  zh: 三分法
  en: By three
source: composed
steps:
  - {name: 先看, days: 3}
  - {name: 再问, days: 5}
"""


class Step(Part):
    name: str = Field(min_length=1, max_length=10)
    days: int = Field(ge=1, le=90)


class Recipe(Definition):
    steps: list[Step] = Field(min_length=1)


def no_seven(name, recipe):
    for n, step in enumerate(recipe.steps):
        if step.days == 7:
            yield ("steps", n, "days"), "不能是 7。", "请写 6 或 8。"


@pytest.fixture
def folder(tmp_path, settings, monkeypatch) -> Path:
    """The only registered folder, empty."""
    monkeypatch.setattr(checks, "FOLDERS", {})
    monkeypatch.setattr("rongyi.kernel.definitions.store.FOLDERS", checks.FOLDERS)
    register_folder("recipes", Recipe, no_seven)
    settings.DEFINITIONS_DIR = tmp_path
    (tmp_path / "recipes").mkdir()
    return tmp_path / "recipes"


def faults_of(folder: Path, text: str | bytes, name: str = "one.yaml") -> list[Fault]:
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(raw)
    return check_all(folder.parent)


def test_a_sound_definition_has_no_faults_and_a_version_of_its_content(folder):
    assert faults_of(folder, GOOD) == []

    loaded = load_one("recipes", "one")
    (folder / "one.yaml").write_text(GOOD.replace("days: 5", "days: 6"))
    changed = load_one("recipes", "one")

    assert (loaded.name, loaded.file, loaded.content.is_composed) == ("one", "recipes/one.yaml", True)
    assert [s.days for s in loaded.content.steps] == [3, 5]
    assert [s.days for s in changed.content.steps] == [3, 6]
    assert len(loaded.version) == 12
    assert loaded.version != changed.version


def test_words_are_in_the_readers_language():
    words = Words(zh="走访", en="Visits")

    with translation.override("en"):
        english = str(words)

    assert (str(words), english) == ("走访", "Visits")


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "mend"),
    [
        ("source: composed\n", "", 1, "缺少“source”。", "请补上一行“source: …”。"),
        ("  en: By three\n", "", 1, "缺少“en”。", "请补上一行“en: …”。"),
        ("source: composed", "source: composed\ncolour: red", 5, "没有“colour”这一项。", "可以写的有:source、steps、title。"),
        ("{name: 再问, days: 5}", "{name: 再问, days: 5, who: 我}", 7, "没有“who”这一项。", "请删去,或改正拼写。"),
        ("days: 5", "days: 五", 7, "“days”的内容不合格。", "应是整数。"),
        ("days: 5", "days: 0", 7, "“days”的内容不合格。", "不能小于 1。"),
        ("days: 5", "days: 91", 7, "“days”的内容不合格。", "不能大于 90。"),
        ("days: 5", "days: 7", 7, "不能是 7。", "请写 6 或 8。"),
        ("name: 再问", "name: ''", 7, "“name”的内容不合格。", "不能是空的。"),
        ("name: 再问", "name: 12", 7, "“name”的内容不合格。", "应是文字;数字请加引号。"),
        ("zh: 三分法", "zh: 2026-11-24", None, "", ""),
        ("source: composed", "source: composed\nsource: again", 5, "“source”写了两次。", "请只留一处。"),
        ("days: 5}", "days: 5", 8, "不是合格的 YAML。", "请检查这一行及上一行的缩进、冒号和引号。"),
        ("source: composed", "source: &a composed", 4, "不能用 YAML 的锚点(&)和引用(*)。",
         "请把内容照写一遍;带 & 或 * 的文字请加引号。"),
        ("source: composed", "source: !!python/name:os.system x", 4,
         "不认识的标记“tag:yaml.org,2002:python/name:os.system”。", "请去掉以 ! 开头的标记。"),
        ("source: composed", "source: composed\n---\nsource: b", 5, "一个文件里有几份内容。", "请每份存成一个文件。"),
    ],
)  # fmt: skip
def test_a_fault_says_line_and_mend(folder, old, new, line, what, mend):
    found = faults_of(folder, GOOD.replace(old, new))

    assert found == ([] if line is None else [Fault("recipes/one.yaml", line, what, mend)])


def test_a_fault_reads_as_one_sentence(folder):
    found = faults_of(folder, GOOD.replace("days: 5", "days: 7"))

    assert [str(f) for f in found] == ["recipes/one.yaml 第 7 行:不能是 7。请写 6 或 8。"]


def test_every_fault_of_a_file_is_told_at_once(folder):
    found = faults_of(
        folder, GOOD.replace("days: 5", "days: 0").replace("days: 3", "days: x").replace("  en: By three\n", "")
    )

    assert [fault.line for fault in found] == [1, 5, 6]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"", "文件是空的。"),
        (b"- one\n- two\n", "最外层应是“名称: 内容”。"),
        (b"\xff\xfe\x00", "不是 UTF-8 文字。"),
        ("title: 眉县".encode("gb18030"), "不是 UTF-8 文字。"),
        (b"a: " + b"[" * 40 + b"]" * 40, "层次超过 12 层。"),
        (b"a: [" + b"1," * 20_001 + b"]", "内容超过 20000 项。"),
        (b"#" * (reading.MOST_BYTES + 1), "文件超过 256 KB。"),
        (b"a: &x [1]\nb: [*x, *x]\n", "不能用 YAML 的锚点(&)和引用(*)。"),
        (b"? [a, b]\n: c\n", "名称应是一个词。"),
        (b"<<: {a: 1}\n", "名称应是一个词。"),
    ],
)
def test_what_is_no_definition_is_refused_before_anything_is_built(folder, text, what):
    assert [(f.line, f.what) for f in faults_of(folder, text)][:1] == [(1, what)]


@pytest.mark.parametrize("name", ["One.yaml", "1.yaml", "走访.yaml", "a-b.yaml"])
def test_a_name_that_is_none_is_refused(folder, name):
    assert [f.what for f in faults_of(folder, GOOD, name)] == ["文件名不合格。"]


def test_a_file_that_nobody_would_read_is_a_fault(folder):
    (folder.parent / "other").mkdir()

    assert faults_of(folder.parent / "other", GOOD) == [
        Fault("other/one.yaml", 1, "没有哪个功能读取这个文件夹。", "请放进:recipes。")
    ]
    assert Fault("recipes/two.yml", 1, "文件名应以 .yaml 结尾。", "请改名,否则不会被读取。") in faults_of(
        folder, GOOD, "two.yml"
    )


def test_a_faulty_definition_takes_no_sound_one_with_it(folder):
    (folder / "bad.yaml").write_text(GOOD.replace("days: 5", "days: 7"))
    (folder / "good.yaml").write_text(GOOD)

    good, faults = load_folder("recipes")

    assert (list(good), [f.line for f in faults]) == (["good"], [7])
    with pytest.raises(FaultyDefinition, match="第 7 行"):
        load_one("recipes", "bad")


@pytest.mark.parametrize("name", ["none", "../recipes/one", "one/../one", "", "."])
def test_a_name_never_becomes_a_path(folder, name):
    (folder / "one.yaml").write_text(GOOD)

    assert load_one("recipes", name) is None
