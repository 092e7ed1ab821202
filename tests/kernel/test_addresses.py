"""Addresses by name are those that Django works out."""

from uuid import UUID

from django.urls import reverse

from rongyi.kernel.addresses import address_of
from rongyi.kernel.ids import uuid7

ONE = UUID(int=1)
"""An id like one of those that hold the place of an id."""


def test_an_address_is_what_reverse_answers_for_ids_and_words_in_their_order():
    first, second = uuid7(), uuid7()
    asked = (
        ("registry:list",),
        ("registry:person", first),
        ("registry:part_list", first, "honour"),
        ("registry:part_edit", first, "honour", second),
        ("registry:part_edit", ONE, "honour", second),
    )

    assert [address_of(*one) for one in asked] == [reverse(name, args=args) for name, *args in asked]
