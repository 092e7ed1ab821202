"""How a new installation comes to its network without the demo."""

import json


def test_a_countys_stations_are_opened_from_its_divisions_once(installation, tmp_path):
    divisions = tmp_path / "divisions.csv"
    divisions.write_text(
        "level,code,name,parent\n"
        "province,61,陕西省,\ncity,6103,宝鸡市,61\ncounty,610326,眉县,6103\n"
        "town,610326101,横渠镇,610326\nvillage,610326101200,横渠村委会,610326101\n",
        "utf-8",
    )
    installation.run("regions", "load", divisions)

    first = installation.run("regions", "open", "610326", "--json")
    again = installation.run("regions", "open", "610326", "--json")
    unknown = installation.run("regions", "open", "610327")

    assert json.loads(first.stdout) == {"county": "610326", "opened": 3}
    assert json.loads(again.stdout) == {"county": "610326", "opened": 0}
    assert (unknown.returncode, "没有代码为 610327 的县(区)" in unknown.stderr) == (2, True)
