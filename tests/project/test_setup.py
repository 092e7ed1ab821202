"""`rongyi setup`: what a first start makes and a later one keeps."""

import pytest

HALF_A_DEMO = """
from rongyi.organisation.divisions import load_divisions
from rongyi.project.demo.load import DIVISIONS
load_divisions(DIVISIONS)
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.organisation.stations import open_stations
from rongyi.registry.services import PersonInput, create_person
open_stations('610326')
actor = system_actor('布景', '610326', Role.SECTION_OFFICER)
create_person(actor=actor, given=PersonInput(name='半途', id_number='61032619550312001X', region_code='610326101200'))
"""
NAMES = "from rongyi.registry.models import Person; print(Person.objects.count(), Person.objects.filter(name='半途').count())"


@pytest.mark.sqlite_only
def test_a_first_start_that_was_interrupted_begins_anew(installation):
    installation.python(HALF_A_DEMO)

    done = installation.run("setup", "--demo", RONGYI_DEMO_PEOPLE="30")

    assert done.returncode == 0, done.stderr
    assert "上次装入演示数据没有完成" in done.stderr
    assert installation.python(NAMES).split()[1] == "0"
    assert (installation.var / "rongyi.sqlite3.incomplete").exists()


def test_a_complete_demo_is_not_loaded_again(installation):
    first = installation.run("setup", "--demo", RONGYI_DEMO_PEOPLE="30")
    before = installation.python(NAMES)

    second = installation.run("setup", "--demo", RONGYI_DEMO_PEOPLE="30")

    assert first.returncode == 0, first.stderr
    assert (second.returncode, second.stderr) == (0, "")
    assert installation.python(NAMES) == before


def test_a_second_setup_changes_nothing_and_says_nothing(installation):
    keys = (installation.var / "keys.json").read_bytes()

    done = installation.run("setup")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (installation.var / "keys.json").read_bytes() == keys


def test_new_keys_are_never_put_beside_a_filled_database(installation):
    make = "from rongyi.accounts.models import User; User.objects.create(username='zhang', display_name='张三')"
    installation.python(make)
    (installation.var / "keys.json").unlink()

    done = installation.run("setup")

    assert done.returncode == 1
    assert "请从密钥备份中恢复此文件" in done.stderr
    assert not (installation.var / "keys.json").exists()


def test_the_key_file_is_for_its_owner_only(installation):
    mode = (installation.var / "keys.json").stat().st_mode & 0o777

    assert mode == 0o600


def test_the_demo_does_not_go_into_production(installation):
    done = installation.run("demo", RONGYI_ENV="production")

    assert done.returncode == 1
    assert "正式环境不装入演示数据" in done.stderr
