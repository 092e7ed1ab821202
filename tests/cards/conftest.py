from datetime import datetime

import pytest

from rongyi.kernel import clock
from tests.casework.scene import Posts, make_posts

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def on_a_monday():
    with clock.pretending(MONDAY):
        yield


@pytest.fixture
def posts(network) -> Posts:
    return make_posts()


@pytest.fixture
def wang(make_person):
    return make_person("王建国", categories=["R02"])
