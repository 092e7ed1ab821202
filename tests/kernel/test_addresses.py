from django.urls import reverse

from rongyi.kernel.addresses import address_of
from rongyi.kernel.ids import uuid7


def test_an_address_is_what_reverse_answers():
    pk = uuid7()

    found = address_of("registry:list"), address_of("registry:person", pk), address_of("registry:person", pk)

    assert found == (reverse("registry:list"), *[reverse("registry:person", args=[pk])] * 2)
