import pickle

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.forms import modelform_factory

from rongyi.kernel.crypto import keyring as keys
from rongyi.kernel.crypto import rows
from rongyi.kernel.crypto.aead import SealBroken
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField, SealedTextField
from rongyi.kernel.crypto.rows import Erased, destroy_row_keys, rewrap, row_place, stale_rows
from rongyi.kernel.ids import uuid7
from tests.kernel.sealed_models import Letter

SECRET = "腿部二等伤残"


@pytest.fixture(scope="module", autouse=True)
def table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Letter)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Letter)


@pytest.fixture(autouse=True)
def key_file(db, tmp_path, settings):
    settings.RONGYI_KEY_FILE = tmp_path / "keys.json"
    keys.reset()
    keys.create_key_file(settings.RONGYI_KEY_FILE)
    yield settings.RONGYI_KEY_FILE
    keys.reset()


def stored(letter: Letter, column: str) -> bytes | None:
    value = Letter.objects.values_list(column, flat=True).get(pk=letter.pk)
    return None if value is None else bytes(value)


def store(letter: Letter, column: str, value: bytes | None) -> None:
    table = connection.ops.quote_name(Letter._meta.db_table)
    key = Letter._meta.pk.get_db_prep_value(letter.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, key])


def copy_of(letter: Letter) -> Letter:
    """What copy.copy does; it cannot find a model whose label is no installed app."""
    copied = Letter.__new__(Letter)
    copied.__setstate__(letter.__reduce__()[2])
    return copied


def again(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


@pytest.mark.parametrize("cipher", ["AES-256-GCM", "SM4-GCM"])
def test_a_saved_value_comes_back_and_does_not_lie_in_clear(settings, cipher):
    settings.RONGYI_CIPHER = cipher

    letter = Letter.objects.create(text=SECRET, note="住址", extra={"级": [1, None, "二"]})

    read = again(letter)
    assert (read.text, read.note, read.extra) == (SECRET, "住址", {"级": [1, None, "二"]})
    assert (letter.text, letter.note, letter.extra) == (SECRET, "住址", {"级": [1, None, "二"]})
    for column, plain in (("text", SECRET), ("note", "住址"), ("extra", "二")):
        assert plain.encode() not in stored(letter, column)


def test_empty_values_are_stored_as_null_and_read_as_empty():
    letter = Letter.objects.create(text="", note=None, extra={})

    read = again(letter)
    assert (read.text, read.note, read.extra) == ("", "", {})
    assert [stored(letter, c) for c in ("text", "note", "extra")] == [None, None, None]
    assert stored(letter, "row_key") is not None


def test_a_value_set_later_is_saved_by_a_partial_save_too():
    letter = again(Letter.objects.create())

    letter.note = "后来写的"
    letter.save(update_fields=["note"])

    assert again(letter).note == "后来写的"


def test_an_untouched_value_is_written_back_as_it_was():
    letter = again(Letter.objects.create(text=SECRET))
    before = stored(letter, "text")

    assert letter.text == SECRET
    letter.title = "新"
    letter.save()

    assert stored(letter, "text") == before
    letter.text = "改了"
    letter.save()
    assert (again(letter).text, stored(letter, "text") != before) == ("改了", True)


def test_saving_twice_seals_once():
    letter = Letter.objects.create(text=SECRET)
    before = stored(letter, "text")

    letter.save()

    assert stored(letter, "text") == before


def test_clearing_a_value_removes_its_ciphertext():
    letter = Letter.objects.create(text=SECRET, note="住址")

    letter.note = ""
    letter.save()

    assert (again(letter).note, stored(letter, "note")) == ("", None)


def test_a_change_inside_a_json_value_is_noticed_by_every_way_of_saving():
    first, second = Letter.objects.create(extra={"a": 1}), Letter.objects.create()

    first.extra["b"] = 2
    first.save()
    read = again(second)
    read.extra["c"] = 3
    Letter.objects.bulk_update([read], ["extra"])

    assert (again(first).extra, again(second).extra) == ({"a": 1, "b": 2}, {"c": 3})


def test_bulk_create_and_bulk_update_seal_each_value_for_its_own_row():
    Letter.objects.bulk_create([Letter(title=str(n), text=f"第{n}封", note="旧") for n in range(5)])

    letters = list(Letter.objects.order_by("title"))
    for letter in letters[:3]:
        letter.text = f"改{letter.title}"
        letter.note = ""
    changed = Letter.objects.bulk_update(letters, ["text", "note", "title"])

    read = [(letter.text, letter.note) for letter in Letter.objects.order_by("title")]
    assert changed == 5
    assert read == [("改0", ""), ("改1", ""), ("改2", ""), ("第3封", "旧"), ("第4封", "旧")]


def test_update_or_create_saves_what_it_changed():
    letter = Letter.objects.create(text="旧", note="旧")

    Letter.objects.update_or_create(pk=letter.pk, defaults={"text": "新"})

    assert (again(letter).text, again(letter).note) == ("新", "旧")


def test_queries_by_the_text_are_refused_with_a_clear_word():
    letter = Letter.objects.create(text=SECRET)

    for act in (
        lambda: Letter.objects.update(text="x"),
        lambda: Letter.objects.update(text=letter.text),
        lambda: Letter.objects.update(extra={"a": 1}),
        lambda: Letter.objects.filter(text=SECRET).exists(),
        lambda: Letter.objects.filter(text__contains="伤").exists(),
        lambda: Letter.objects.exclude(note__in=["x"]).exists(),
        lambda: Letter.objects.filter(extra__a=1).exists(),
    ):
        with pytest.raises(FieldError, match="sealed"), transaction.atomic():
            act()

    assert list(Letter.objects.filter(text__isnull=False, note__isnull=True)) == [letter]
    assert again(letter).text == SECRET


def test_a_moved_ciphertext_does_not_open_in_another_row_or_column():
    one, two = Letter.objects.create(text="甲", note="乙"), Letter.objects.create(text="丙")

    store(two, "text", stored(one, "text"))
    store(one, "note", stored(one, "text"))

    with pytest.raises(SealBroken):
        again(two).text  # noqa: B018
    with pytest.raises(SealBroken):
        again(one).note  # noqa: B018
    store(two, "row_key", stored(one, "row_key"))
    with pytest.raises(SealBroken):
        again(two).text  # noqa: B018
    assert again(one).text == "甲"


def test_a_row_cannot_be_cloned_under_a_new_id_with_its_seals():
    letter = again(Letter.objects.create(text=SECRET))

    letter.pk = uuid7()
    letter._state.adding = True

    with pytest.raises(SealBroken), transaction.atomic():
        letter.save()
    assert Letter.objects.count() == 1


def test_an_id_given_after_the_text_is_the_one_that_counts():
    letter = Letter(text=SECRET)
    letter.full_clean()

    letter.id = uuid7()
    letter.save()

    assert again(letter).text == SECRET


def test_a_row_whose_key_was_destroyed_is_erased_and_stays_so():
    letter, other = Letter.objects.create(text=SECRET), Letter.objects.create(text="别人的")

    destroyed = destroy_row_keys(Letter.objects.filter(pk=letter.pk))

    read = again(letter)
    assert (destroyed, read.note, again(other).text) == (1, "", "别人的")
    with pytest.raises(Erased, match="已按规定销毁"):
        read.text  # noqa: B018
    read.note = "再写"
    with pytest.raises(Erased), transaction.atomic():
        read.save()
    with pytest.raises(Erased), transaction.atomic():
        Letter.objects.bulk_update([read], ["note"])
    read = again(letter)
    read.title = "别的栏目还能改"
    read.save()
    assert stored(letter, "text") is not None


@pytest.mark.parametrize("names", [("text",), ("title",), ("text", "row_key")])
def test_deferred_fields_are_loaded_when_asked_for(names):
    letter = Letter.objects.create(title="题", text=SECRET, note="注")

    read = Letter.objects.only(*names).get(pk=letter.pk)
    deferred = read.get_deferred_fields()

    assert "note_sealed" in deferred
    assert (read.title, read.text, read.note) == ("题", SECRET, "注")
    assert Letter.objects.defer("text").get(pk=letter.pk).text == SECRET


def test_a_deferred_field_that_was_set_is_saved():
    letter = Letter.objects.create(title="题", text=SECRET, note="注")

    read = Letter.objects.defer("note").get(pk=letter.pk)
    read.note = "新注"
    read.save()

    assert (again(letter).text, again(letter).note) == (SECRET, "新注")


def test_refreshing_forgets_what_was_set():
    letter = Letter.objects.create(text=SECRET)

    letter.text = "未保存"
    letter.refresh_from_db()

    assert letter.text == SECRET


def test_one_row_is_opened_without_further_queries(django_assert_num_queries):
    letter = Letter.objects.create(text=SECRET, note="注")

    with django_assert_num_queries(1):
        read = again(letter)
        assert (read.text, read.note, read.text) == (SECRET, "注", SECRET)


def test_full_clean_keeps_length_and_blank():
    with pytest.raises(ValidationError) as missing:
        Letter().full_clean()
    with pytest.raises(ValidationError) as long:
        Letter(text="长" * 31).full_clean()

    Letter(text="长" * 30).full_clean()
    again(Letter.objects.create(text="存了")).full_clean()
    assert set(missing.value.error_dict) == {"text"}
    assert set(long.value.error_dict) == {"text"}


def test_only_text_is_taken():
    with pytest.raises(TypeError, match="takes text, not int"):
        Letter(text=610326)


def test_a_model_form_shows_and_saves_the_plaintext():
    letter = Letter.objects.create(text="旧", note="旧注")
    form_class = modelform_factory(Letter, fields=["text", "note", "extra"])

    form = form_class({"text": "新", "note": "", "extra": '{"a": 1}'}, instance=again(letter))
    too_long = form_class({"text": "长" * 31}, instance=again(letter))

    assert form_class(instance=again(letter)).initial == {"text": "旧", "note": "旧注", "extra": {}}
    assert form.is_valid()
    form.save()
    assert (again(letter).text, again(letter).note, again(letter).extra) == ("新", "", {"a": 1})
    assert list(too_long.errors) == ["text"]


def test_the_field_is_written_into_a_migration_and_read_back():
    field = Letter._meta.get_field("text")
    hidden = SealedJSONField("附加", data_class="S3", editable=False, blank=True)

    text, imports = MigrationWriter.serialize(field)
    cloned = field.clone()

    assert text.endswith("SealedTextField(data_class='S2', max_length=30, verbose_name='内容')")
    assert imports == {"import rongyi.kernel.crypto.fields"}
    assert (cloned.data_class, cloned.max_length, cloned.null, cloned.editable) == (DataClass.S2, 30, True, True)
    assert hidden.deconstruct()[3] == {
        "verbose_name": "附加", "data_class": "S3", "editable": False, "blank": True,
    }  # fmt: skip
    assert field.get_attname_column() == ("text_sealed", "text")
    with pytest.raises(TypeError, match="no default"):
        SealedTextField(default="x")


def test_copies_and_pickles_carry_no_plaintext():
    letter = again(Letter.objects.create(text=SECRET, extra={"a": "住址"}))
    assert (letter.text, letter.extra) == (SECRET, {"a": "住址"})

    pickled = pickle.dumps(letter.__reduce__()[2])
    copied = copy_of(letter)

    assert SECRET.encode() not in pickled
    assert "住址".encode() not in pickled
    assert b"_data_key" not in pickled
    assert (copied.text, letter.text) == (SECRET, SECRET)


def test_a_copy_is_saved_as_the_row_it_stands_for():
    letter = Letter.objects.create(text=SECRET)
    letter.text = "改"

    copy_of(letter).save()

    assert again(letter).text == "改"


def test_nothing_open_shows_in_a_representation():
    letter = Letter(text=SECRET)

    assert SECRET not in repr(letter.__dict__)


def test_rewrapping_takes_what_is_stale_and_leaves_the_fields_alone(key_file):
    letters = [Letter.objects.create(title=str(n), text=f"第{n}封") for n in range(7)]
    destroy_row_keys(Letter.objects.filter(pk=letters[6].pk))
    before = {letter.pk: stored(letter, "text") for letter in letters}
    keys.add_master_key(key_file)
    new = Letter.objects.create(text="新")

    assert stale_rows(Letter).count() == 6
    first = rewrap(Letter.objects.filter(title__lt="3"), chunk=2)
    assert stale_rows(Letter).count() == 3
    second = rewrap(Letter, chunk=2)
    third = rewrap(Letter)

    assert [(r.done, r.broken) for r in (first, second, third)] == [(3, []), (3, []), (0, [])]
    assert stale_rows(Letter).count() == 0
    assert {letter.pk: stored(letter, "text") for letter in letters} == before
    assert [again(letter).text for letter in letters[:6]] == [f"第{n}封" for n in range(6)]
    assert again(new).text == "新"


def test_after_rewrapping_the_old_master_key_is_not_needed(key_file, settings):
    letter = Letter.objects.create(text=SECRET)
    keys.add_master_key(key_file)
    settings.RONGYI_CIPHER = "SM4-GCM"

    rewrap(Letter)

    ring = keys.keyring()
    ring.master.pop(1)
    assert again(letter).text == SECRET
    assert stored(letter, "row_key")[:4] == bytes([1, 2, 0, 2])


def test_a_broken_row_key_does_not_stop_the_rotation_of_the_others(key_file):
    letters = [Letter.objects.create(text=str(n)) for n in range(3)]
    store(letters[1], "row_key", stored(letters[0], "row_key"))
    keys.add_master_key(key_file)

    result = rewrap(Letter, chunk=1)

    assert (result.done, result.broken) == (2, [letters[1].pk])
    assert [again(letters[n]).text for n in (0, 2)] == ["0", "2"]


def test_an_erasure_while_rewrapping_wins(key_file, monkeypatch):
    letter = Letter.objects.create(text=SECRET)
    keys.add_master_key(key_file)
    unwrap = rows._unwrap

    def erased_meanwhile(wrapped, place):
        destroy_row_keys(Letter.objects.all())
        return unwrap(wrapped, place)

    monkeypatch.setattr(rows, "_unwrap", erased_meanwhile)
    result = rewrap(Letter)

    assert (result.done, stored(letter, "row_key")) == (0, None)


def test_a_missing_master_version_is_said(key_file):
    letter = Letter.objects.create(text=SECRET)
    keys.add_master_key(key_file)
    keys.keyring().master.pop(1)

    with pytest.raises(keys.KeyFileError, match="没有第 1 版主密钥"):
        again(letter).text  # noqa: B018


def test_a_row_without_an_id_gets_one_before_it_is_sealed():
    letter = Letter(id=None, text=SECRET)

    with pytest.raises(ValueError, match="needs an id"):
        row_place(letter, "text")
    letter.save()

    assert again(letter).text == SECRET


def test_sealed_fields_are_binary_columns():
    kinds = [type(f).__name__ for f in Letter._meta.get_fields() if isinstance(f, models.BinaryField)]

    assert sorted(kinds) == ["RowKeyField", "SealedJSONField", "SealedTextField", "SealedTextField"]
