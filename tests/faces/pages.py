"""Which pages each of the people who use the house opens, taken from the routes, so that a new one cannot be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from tests.architecture.crawl import pages_for
from tests.architecture.routes import Route
from tests.architecture.scene import POSTS, Scene
from tests.fixtures_people import MEI, MEI_TOWN, MEI_VILLAGE, make_user

STRANGER = "stranger"
VIEWERS = (STRANGER, Role.VETERAN, *POSTS)
MODES = ("standard", "elder", "contrast")
IN_EVERY_MODE = {"console:home", "portal:own"}
"""Pages that are another one for each role."""
FAULTS = {STRANGER: "/stations/none-such", Role.VILLAGE_CLERK: "/console/network/accounts/"}
"""One address that leads nowhere and one that is not for them: the pages for faults have a face as well."""


@dataclass(frozen=True)
class Seen:
    """One page as one viewer gets it."""

    name: str
    address: str
    modes: tuple[str, ...]
    html: str

    @property
    def is_fault(self) -> bool:
        return self.name.startswith("fault")


def client_of(viewer: str, scene: Scene) -> Client:
    if viewer == STRANGER:
        return Client(raise_request_exception=False)
    if viewer == Role.VETERAN:
        user = make_user(Role.VETERAN, MEI_VILLAGE, username="scene-veteran")
        Grant.objects.filter(user=user).update(subject_id=scene.people[MEI_VILLAGE].pk)
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="rongyi.accounts.backends.PasswordBackend")
        return client
    return scene.client(viewer)


def pages_of(viewer: str, scene: Scene, client: Client) -> Iterator[Seen]:
    """Whole pages only: fragments, files and what leads elsewhere have no face of their own."""
    for route, address in _addresses(viewer, scene):
        response = client.get(address)
        if response.status_code == 200 and _is_whole_page(response):
            yield Seen(route.name, address, _modes(route, viewer), response.content.decode())
    if viewer in FAULTS:
        response = client.get(FAULTS[viewer])
        yield Seen(f"fault {response.status_code}", FAULTS[viewer], MODES, response.content.decode())


def _addresses(viewer: str, scene: Scene) -> Iterator[tuple[Route, str]]:
    role = Role.PREFECTURE_OFFICER if viewer == STRANGER else viewer
    for route, address in pages_for(role, scene):
        if route.is_public == (viewer == STRANGER):
            yield route, address


def _is_whole_page(response) -> bool:
    return response["Content-Type"].startswith("text/html") and not response.streaming and b"<html" in response.content


def _modes(route: Route, viewer: str) -> tuple[str, ...]:
    """Over all who may open a page it is seen in each mode; each of them sees it once or more."""
    if route.name in IN_EVERY_MODE:
        return MODES
    viewers = [v for v in VIEWERS if (v == STRANGER) == route.is_public and (route.is_public or route.is_open_to(v))]
    place, count = viewers.index(viewer), len(viewers)
    return (MODES[place % 3],) if count >= 3 else tuple(m for n, m in enumerate(MODES) if n % count == place)


def names_not_to_be_seen(viewer: str, scene: Scene) -> list[str]:
    """Names of people who lie outside of what a viewer may see: none of them is on any of their pages."""
    posts = {
        Role.VILLAGE_CLERK: MEI_VILLAGE,
        Role.TOWN_HEAD: MEI_TOWN,
        Role.SECTION_OFFICER: MEI,
        Role.BUREAU_LEADER: MEI,
    }
    if viewer == Role.VETERAN:
        return [person.name for place, person in scene.people.items() if place != MEI_VILLAGE]
    if viewer not in posts:
        return [person.name for person in scene.people.values()]
    return [person.name for place, person in scene.people.items() if not place.startswith(posts[viewer])]


def session_of(client: Client) -> dict[str, str]:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return {settings.SESSION_COOKIE_NAME: cookie.value} if cookie else {}
