"""What a person can be found by, kept in step with the file: only the difference is written."""

from collections.abc import Callable, Iterable

from django.db import connection
from django.db.models import Q

from rongyi.kernel.crypto.blind import normalised
from rongyi.kernel.search import Candidate, name_tokens, tail_token, tail_tokens
from rongyi.registry.models import Credential, IdKind, Person, SearchToken

CREDENTIAL = "credential"
LONGEST_NUMBER = 40


def credential_candidates(text: str) -> tuple[Candidate, ...]:
    """Where the number of a card or a plaque would stand, whole or by its last 4, 6 or 8 signs. It may hold letters and
    characters, but never without a digit."""
    number = normalised(text)
    if not 4 <= len(number) <= LONGEST_NUMBER or not any(char.isdigit() for char in number):
        return ()
    return (Candidate(tail_token(CREDENTIAL, number)),)


_also_found_by: list[Callable[[Person], set[str]]] = []


def also_found_by(tokens: Callable[[Person], set[str]]) -> None:
    """An app above adds what somebody is found by as well, such as the name of a file that was merged."""
    _also_found_by.append(tokens)


def tokens_of(person: Person) -> set[str]:
    """Parts of name and pinyin in clear, tails of the numbers as keyed digests."""
    field = "id_number" if person.id_kind == IdKind.RESIDENT else CREDENTIAL  # other papers hold letters, as cards do
    tokens = name_tokens(person.name) | tail_tokens(field, person.id_number)
    return tokens | tail_tokens("phone", person.phone) if person.phone else tokens


def tokens_of_credential(row: Credential) -> set[str]:
    """Tails of the number of a card, a plaque or a report, unless it was a mistake."""
    return tail_tokens(CREDENTIAL, row.number) if row.number_index is not None and not row.is_struck else set()


def write_tokens(people: Iterable[Person], credentials: Iterable[Credential] = ()) -> None:
    """Some thirty a person, written as plain rows: as objects they took more than half the time of a large import."""
    _insert((p.county, token, p.region_code, p.pk) for p in people for token in tokens_of(p))
    more = {(c.county, token, c.region_code, c.person_id) for c in credentials for token in tokens_of_credential(c)}
    _insert(sorted(more))


def _insert(rows: Iterable[tuple]) -> None:
    quote, person = connection.ops.quote_name, SearchToken._meta.get_field("person")
    columns = ", ".join(map(quote, ("county", "token", "region_code", person.column)))
    values = [(county, token, code, person.get_db_prep_value(pk, connection)) for county, token, code, pk in rows]
    table = quote(SearchToken._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s)", values)  # noqa: S608  names of ours


def refresh_tokens(person: Person) -> None:
    """Brings the tokens in line with what the file says now."""
    held = SearchToken.objects.filter(county=person.county, person=person)
    kept = {(row.token, row.region_code) for row in held}
    numbers = Credential.objects.filter(county=person.county, person=person)
    tokens = tokens_of(person).union(*map(tokens_of_credential, numbers), *(more(person) for more in _also_found_by))
    wanted = {(token, person.region_code) for token in tokens}
    gone = kept - wanted
    if gone:
        condition = Q()
        for code in {code for _token, code in gone}:
            condition |= Q(region_code=code, token__in=[t for t, c in gone if c == code])
        held.filter(condition).delete()
    _insert((person.county, token, code, person.pk) for token, code in sorted(wanted - kept))
