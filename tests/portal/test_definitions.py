from pathlib import Path

from django.urls import reverse

from rongyi.organisation.roles import Role
from tests.fixtures_people import MEI_VILLAGE


def test_each_definition_is_shown_with_its_source_and_its_version(signed_in):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    page = client.get(reverse("console:definitions")).content.decode()

    assert "走访慰问台账" in page and "常态化联系周期" in page
    assert page.count("本产品默认</span>") >= 4
    assert reverse("console:definition", args=["contact", "default"]) in page


def test_a_definition_is_read_line_by_line(signed_in):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    page = client.get(reverse("console:definition", args=["contact", "default"])).content.decode()

    assert "<code>ordinary_days: 365</code>" in page


def test_a_faulty_file_is_named_with_line_and_mend_and_takes_no_other_with_it(signed_in, settings, tmp_path):
    folder = tmp_path / "ledgers"
    folder.mkdir()
    good = (Path(settings.DEFINITIONS_DIR) / "ledgers" / "visits.yaml").read_text()
    (folder / "visits.yaml").write_text(good)
    (folder / "broken.yaml").write_text(good.replace("kinds: [visit]", "kinds: [vizit]"))
    settings.DEFINITIONS_DIR = tmp_path
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    listed = client.get(reverse("console:definitions")).content.decode()
    read = client.get(reverse("console:definition", args=["ledgers", "broken"])).content.decode()

    assert "ledgers/broken.yaml 第 6 行:没有“vizit”这种工作记录。" in listed
    assert reverse("console:definition", args=["ledgers", "visits"]) in listed
    assert "这份文件写错了,没有启用" in read and "vizit" in read


def test_a_name_never_becomes_a_path(signed_in):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    for folder, name in (("ledgers", ".."), ("..", "pyproject"), ("ledgers", "nothing")):
        assert client.get(f"/console/definitions/{folder}/{name}").status_code == 404
