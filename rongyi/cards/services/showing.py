"""The code that a holder shows. It says valid or not valid and nothing else: no name, no number, no reason.

A code is signed, so that guessing costs the database nothing; it holds for minutes and for one look.
"""

import base64
import binascii
import hmac
from datetime import timedelta
from uuid import UUID

import segno
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.cards.enums import State
from rongyi.cards.models import ShownCode
from rongyi.cards.permissions import OWN_CARD
from rongyi.cards.queries import live_card
from rongyi.kernel import clock
from rongyi.kernel.crypto.keyring import keyring
from rongyi.kernel.errors import NotFound
from rongyi.kernel.sweeps import delete_in_chunks, sweep
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person
from rongyi.rights.services import own

GOOD_FOR = timedelta(minutes=5)
KEPT_FOR = timedelta(days=1)
SIGNATURE_BYTES = 12
COUNTY_DIGITS = 6


@command(OWN_CARD, act="cards.own_code")
def make_code(*, actor: Actor, person: Person) -> str:
    """The word of a new code for the own card, whatever its state: a lost one must say «not valid» when it is shown."""
    card = live_card(own(actor, person))
    if card is None:
        raise NotFound(_("没有登记在您名下的优待证。"))
    code = ShownCode(county=card.county, region_code=card.region_code, card=card, made_at=clock.now())
    code.save(force_insert=True)
    return word_of(code)


def look_at(word: str) -> bool:
    """Whether the card behind a code is valid now. Each code answers one look, whoever looks.
    security: unknown, used, late and invalid are one answer."""
    found = read_word(word)
    if found is None:
        return False
    county, code_id = found
    now = clock.now()
    fresh = ShownCode.objects.filter(county=county, pk=code_id, used_at=None, made_at__gt=now - GOOD_FOR)
    if not fresh.update(used_at=now):
        return False
    card = ShownCode.objects.select_related("card").get(county=county, pk=code_id).card
    in_time = card.valid_to is None or card.valid_to >= clock.today()
    return card.state == State.IN_USE and in_time


def address_of(word: str, root: str) -> str:
    return root.rstrip("/") + reverse("cards_public:check", args=[word])


def picture_of(address: str) -> str:
    return segno.make(address, error="m", micro=False).svg_data_uri(border=4, omitsize=True)


def word_of(code: ShownCode) -> str:
    body = code.county.encode() + code.pk.bytes
    return base64.urlsafe_b64encode(body + _signature(body)).decode().rstrip("=")


def read_word(word: str) -> tuple[str, UUID] | None:
    """(county, id) of a word that this house signed; nothing for any other."""
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, signature = raw[: COUNTY_DIGITS + 16], raw[COUNTY_DIGITS + 16 :]
    if len(body) != COUNTY_DIGITS + 16 or not hmac.compare_digest(signature, _signature(body)):
        return None
    return body[:COUNTY_DIGITS].decode(), UUID(bytes=body[COUNTY_DIGITS:])


def _signature(body: bytes) -> bytes:
    return hmac.digest(keyring().subkey("cards:shown"), body, "sha256")[:SIGNATURE_BYTES]


@sweep("card_codes", gettext_lazy("优待证码"))
def forget_codes() -> int:
    return delete_in_chunks(ShownCode.objects.filter(made_at__lt=clock.now() - KEPT_FOR))
