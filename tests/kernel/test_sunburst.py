"""A sunburst is whole: every unit has its slice, as wide as it is large."""

import itertools
import math
import re

from hypothesis import given
from hypothesis import strategies as st

from rongyi.kernel.sunburst import FULL, Node, _shares, slices

SIZES = st.lists(st.integers(0, 5000), min_size=1, max_size=250)


@given(SIZES)
def test_the_shares_fill_the_circle_without_a_gap(sizes):
    shares = list(_shares([Node(str(n), size) for n, size in enumerate(sizes)], 0, FULL))

    assert shares[0][1] == 0
    assert math.isclose(shares[-1][2], FULL)
    assert all(math.isclose(a[2], b[1]) for a, b in itertools.pairwise(shares))
    assert all(end > start for _node, start, end in shares)


@given(SIZES)
def test_the_larger_unit_is_never_narrower(sizes):
    shares = list(_shares([Node(str(n), size) for n, size in enumerate(sizes)], 0, FULL))

    by_size = sorted(shares, key=lambda share: share[0].size)

    widths = [end - start for _node, start, end in by_size]
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(widths))


@given(SIZES)
def test_every_unit_has_a_slice_that_stays_inside_of_the_picture(sizes):
    nodes = [Node(str(n), size, children=[Node("村", size)]) for n, size in enumerate(sizes)]

    drawn = slices(nodes)

    assert len(drawn) == 2 * len(sizes)
    numbers = [float(text) for one in drawn for text in re.findall(r"-?\d+\.\d", one.path)]
    assert max(map(abs, numbers)) <= 246.1


def test_one_unit_alone_is_a_ring_and_not_nothing():
    (drawn,) = slices([Node("横渠镇", 12)])

    assert drawn.path.count("A") == 4
    assert drawn.label == "横渠镇"


def test_a_long_name_is_cut_and_a_narrow_slice_has_none():
    long, narrow = slices([Node("陕西省太白山旅游区", 1000), Node("汤峪镇", 1)])

    assert (long.label, narrow.label) == ("陕西省太…", "")
