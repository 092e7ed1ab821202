import pytest
from django.test import Client

from tests.fixtures_people import MEI_VILLAGE, make_user


@pytest.fixture
def clerk(network):
    """A village clerk's account, not signed in."""
    return make_user("village_clerk", MEI_VILLAGE, username="village")


@pytest.fixture
def browser():
    return Client()
