"""What a person can be found by, kept in step with the file: only the difference is written."""

from collections.abc import Iterable

from django.db.models import Q

from rongyi.kernel.search import name_tokens, tail_tokens
from rongyi.registry.models import Person, SearchToken


def tokens_of(person: Person) -> set[str]:
    """Parts of name and pinyin in clear, tails of the numbers as keyed digests."""
    tokens = name_tokens(person.name) | tail_tokens("id_number", person.id_number)
    return tokens | tail_tokens("phone", person.phone) if person.phone else tokens


def rows_of(person: Person) -> list[SearchToken]:
    return [
        SearchToken(county=person.county, token=token, region_code=person.region_code, person=person)
        for token in tokens_of(person)
    ]


def write_tokens(people: Iterable[Person]) -> None:
    SearchToken.objects.bulk_create([row for person in people for row in rows_of(person)], batch_size=5000)


def refresh_tokens(person: Person) -> None:
    """Brings the tokens in line with what the file says now."""
    held = SearchToken.objects.filter(county=person.county, person=person)
    kept = {(row.token, row.region_code) for row in held}
    wanted = {(token, person.region_code) for token in tokens_of(person)}
    gone = kept - wanted
    if gone:
        condition = Q()
        for code in {code for _token, code in gone}:
            condition |= Q(region_code=code, token__in=[t for t, c in gone if c == code])
        held.filter(condition).delete()
    SearchToken.objects.bulk_create(
        [
            SearchToken(county=person.county, token=token, region_code=code, person=person)
            for token, code in sorted(wanted - kept)
        ]
    )
