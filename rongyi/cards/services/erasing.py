"""What is left of a card when its holder's file is erased: that there was one, and how it went; no digit, no word."""

from rongyi.cards.models import Card, CardEvent, ShownCode
from rongyi.erasure.keeping_queries import Keeper, register_keeper
from rongyi.kernel.crypto.rows import destroy_values
from rongyi.registry.models import Person

NO_TAIL = "0000"


def let_go(person: Person) -> dict[str, int]:
    """Inside the act that erases, before the entries of the file go."""
    merged = Person.objects.filter(county=person.county, merged_into=person).values_list("pk", flat=True)
    cards = Card.objects.filter(county=person.county, person__in=[person.pk, *merged])
    events = CardEvent.objects.filter(county=person.county, card__in=list(cards.values_list("pk", flat=True)))
    ShownCode.objects.filter(county=person.county, card__in=list(cards.values_list("pk", flat=True))).delete()
    return {
        "cards.cardevent": destroy_values(events),
        "cards.card": cards.update(credential=None, tail=NO_TAIL, valid_to=None),
    }


register_keeper("cards", Keeper(lambda person: (), let_go))
