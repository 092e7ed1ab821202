"""Who pays for a card. source: 优待证换补领收费说明 (开封、湖南等地申领指南); the tariff is the bank's own."""

from rongyi.cards.enums import Fee

OF_REASON = {
    "unreadable": Fee.FREE, "expired": Fee.FREE, "face_changed": Fee.FREE, "kind_changed": Fee.FREE,
    "damaged": Fee.OWN, "other": Fee.OWN,
}  # fmt: skip
"""The cases of a replacement as definitions/procedures/card_replace.yaml names them; a new province is free too."""


def fee_of(procedure: str, answers: dict, was_unclaimed: bool) -> Fee:
    """The first card is free, a lost one and one that was not collected in time are paid for."""
    if procedure == "card_loss" or was_unclaimed:
        return Fee.OWN
    if procedure == "card_replace":
        return OF_REASON.get(answers.get("why", ""), Fee.OWN)
    return Fee.FREE
