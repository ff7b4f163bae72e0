"""The runs of packs made in two halves: they are those that one process makes (D10, L5)."""

import random

import pytest

from content.release.digest import Digest, digest_of
from content.release.pack import LARGEST_OBJECTS_BYTES
from content.release.pack_encoder import Item, encode, group_sizes, some_runs
from content.release.pack_halves import Plan, halves, runs_in_two
from content.release.pack_search import Memory


@pytest.mark.parametrize(
    ("sizes", "near", "far"),
    [
        ([[10]], [range(1)], [range(1, 1)]),
        ([[10], [10]], [range(1), range(0)], [range(1, 1), range(1)]),
        (
            [[6], [2, 2, 2], [6]],
            [range(1), range(2), range(0)],
            [range(1, 1), range(2, 3), range(1)],
        ),
        ([[], [5, 5]], [range(0), range(1)], [range(0), range(1, 2)]),
        ([], [], []),
    ],
)
def test_runs_are_shared_out_by_their_bytes(
    sizes: list[list[int]], near: list[range], far: list[range]
) -> None:
    assert halves(sizes) == (near, far)


def test_all_runs_are_in_one_half_or_the_other() -> None:
    seed = random.randrange(10**6)
    choice = random.Random(seed)
    for _ in range(200):
        sizes = [[choice.randrange(1, 99) for _ in range(choice.randrange(9))] for _ in range(5)]
        near, far = halves(sizes)
        for runs, first, rest in zip(sizes, near, far, strict=True):
            assert [*first, *rest] == list(range(len(runs))), f"seed {seed}"
        total, largest = sum(map(sum, sizes)), max([0, *(one for runs in sizes for one in runs)])
        taken = sum(runs[n] for runs, first in zip(sizes, near, strict=True) for n in first)
        assert total / 2 <= taken <= total / 2 + largest, f"seed {seed}"


def texts_of(seed: int, count: int) -> dict[Digest, bytes]:
    """Return objects that are like each other, large enough for a pack of several runs."""
    choice = random.Random(seed)
    lines = [f"<p>{choice.randbytes(30).hex()}</p>\n".encode() for _ in range(900)]
    objects = (b"".join(choice.choices(lines, k=choice.randrange(90, 300))) for _ in range(count))
    return {digest_of(data): data for data in objects}


def plan_of(texts: dict[Digest, bytes]) -> Plan:
    return Plan([], [Item(digest, len(data)) for digest, data in texts.items()])


def test_the_halves_are_what_one_process_makes() -> None:
    seed = random.randrange(10**6)
    some = [texts_of(seed + number, count) for number, count in enumerate((2, 130, 40))]
    texts = {digest: data for one in some for digest, data in one.items()}
    plans = [plan_of(one) for one in some]
    assert max(len(group_sizes(plan.items)) for plan in plans) > 5
    expected = [dict(encode(p.known, p.items, Memory(texts.__getitem__), {})) for p in plans]
    made = runs_in_two(plans, Memory(texts.__getitem__))
    assert made == expected[0] | expected[1] | expected[2], f"seed {seed}"


def test_an_object_that_is_left_out_makes_runs_useless_and_never_wrong() -> None:
    """One too large for a run is left out; who could not know has made runs of other keys."""
    seed = random.randrange(10**6)
    texts = texts_of(seed, 150)
    large = random.Random(seed).randbytes(LARGEST_OBJECTS_BYTES + 1)
    first = list(texts.items())[:10]
    texts = {**dict(first), digest_of(large): large, **dict(list(texts.items())[10:])}
    plan = plan_of(texts)
    memory = Memory(texts.__getitem__)
    runs = some_runs(plan.known, plan.items, memory, range(4, len(group_sizes(plan.items))))
    expected = dict(encode(plan.known, plan.items, memory, {}))
    assert runs.keys().isdisjoint(expected)
    assert dict(encode(plan.known, plan.items, memory, dict(runs))) == expected, f"seed {seed}"
