from bench.ratios import ratios, regressions


def test_search_is_compared_with_a_search_among_as_many_people():
    kinds = {"initials": {}, "pinyin": {"icontains_takes_times": 8.0}}
    report = {"people": 20_000, "scenarios": {"search": {"sqlite": {"kinds": kinds}}}}

    assert ratios(report) == {"search of 20,000 sqlite pinyin to icontains": 0.125}


def test_what_is_over_a_fifth_dearer_is_named():
    kept = {"a": 1.0, "b": 1.0, "gone": 1.0}

    found = regressions({"a": 1.2, "b": 1.21, "new": 9.0}, kept)

    assert found == ["  b: 1.21 instead of 1.0"]


def test_an_import_is_compared_with_one_of_as_many_rows():
    result = {"rows": 300, "rongyi": {"seconds": 2.0}, "import_export": {"seconds": 8.0}, "floor": {"seconds": 0.5}}

    assert ratios({"people": 20_000, "scenarios": {"imports": {"sqlite": result}}}) == {
        "imports sqlite of 300 rows, seconds to django-import-export": 0.25,
        "imports sqlite of 300 rows, seconds to the floor": 4.0,
    }
