import pytest

from tests.architecture.scene import Scene, build


@pytest.fixture
def scene(network, make_person, everyone) -> Scene:
    return build(make_person, everyone)
