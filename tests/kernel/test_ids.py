import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from rongyi.kernel.errors import Refused
from rongyi.kernel.ids import is_client_id_acceptable, made_at, parse_uuid7, uuid7


def at(moment: datetime) -> uuid.UUID:
    milliseconds = int(moment.timestamp() * 1000)
    return uuid.UUID(int=(milliseconds << 80) | (7 << 76) | (0x8 << 60) | 5)


def test_ids_are_version_seven_in_order_of_their_making():
    ids = [uuid7() for _ in range(20_000)]

    assert ids == sorted(ids)
    assert len(set(ids)) == 20_000
    assert {(type(i), i.version, i.variant) for i in ids} == {(uuid.UUID, 7, uuid.RFC_4122)}
    assert abs(made_at(ids[0]) - datetime.now(tz=UTC)) < timedelta(seconds=10)


def test_threads_never_make_the_same_id():
    made: list[uuid.UUID] = []

    def make():
        made.extend([uuid7() for _ in range(5_000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 20_000


def test_a_well_formed_id_is_read():
    id_ = uuid7()

    assert parse_uuid7(str(id_)) == parse_uuid7(str(id_).upper()) == id_


@pytest.mark.parametrize(
    "text",
    ["", "x", None, 5, "991956ff-42f9-439f-a443-d93ba80ee145", "de712542-e84e-11f1-aca3-02fc00000001",
     "01a20f7b91d0753c953d93744e4d7776", "{01a20f7b-91d1-7a9b-833d-c066d2a434ba}",
     "urn:uuid:01a20f7b-91d2-7511-9797-043cec294433", " 01a20f7b-91d3-7525-8abe-80f732821fc8",
     str(uuid.UUID(int=(7 << 76)))],
)  # fmt: skip
def test_anything_else_is_refused_with_a_word(text):
    with pytest.raises(Refused, match="编号格式不对") as caught:
        parse_uuid7(text)

    assert caught.value.code == "bad_id"


def test_a_clients_id_is_taken_when_its_time_is_believable():
    moment = datetime(2026, 9, 30, tzinfo=UTC)

    taken = {
        "now": is_client_id_acceptable(at(moment), now=moment),
        "from a queue of last year": is_client_id_acceptable(at(moment - timedelta(days=400)), now=moment),
        "a clock one hour fast": is_client_id_acceptable(at(moment + timedelta(hours=1)), now=moment),
        "two days ahead": is_client_id_acceptable(at(moment + timedelta(days=2)), now=moment),
        "before the system": is_client_id_acceptable(at(datetime(2001, 1, 1, tzinfo=UTC)), now=moment),
        "the last millisecond": is_client_id_acceptable(uuid.UUID(int=((1 << 48) - 1) << 80 | 7 << 76 | 8 << 60)),
        "version four": is_client_id_acceptable(uuid.uuid4(), now=moment),
    }

    assert taken == {
        "now": True,
        "from a queue of last year": True,
        "a clock one hour fast": True,
        "two days ahead": False,
        "before the system": False,
        "the last millisecond": False,
        "version four": False,
    }
