"""Packs as the server reads them, by the samples that phones read too."""

import json
from base64 import b64decode
from collections import Counter
from typing import Any

import pytest

from content.release.pack import BrokenPack, unpack
from tests.content.pack_samples import FILE

SAMPLES = json.loads(FILE.read_text(encoding="utf-8"))["samples"]


def result_of(sample: dict[str, Any]) -> list[bytes]:
    return list(unpack(b64decode(sample["pack"]), [b64decode(one) for one in sample["sources"]]))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_each_sample_is_read_or_refused_as_the_contract_says(sample: dict[str, Any]) -> None:
    if sample.get("refused"):
        with pytest.raises(BrokenPack):
            result_of(sample)
    else:
        assert result_of(sample) == [b64decode(one) for one in sample["objects"]]


def test_the_contract_has_many_samples_of_both_kinds_with_names_of_their_own() -> None:
    assert len({sample["name"] for sample in SAMPLES}) == len(SAMPLES) >= 40
    kinds = Counter(bool(sample.get("refused")) for sample in SAMPLES)
    assert min(kinds.values()) >= 20


def test_only_one_gzip_member_may_stand_in_a_run() -> None:
    """Not in the contract: some engines read on, and the hashes of what comes out decide there."""
    one = b64decode(next(s["pack"] for s in SAMPLES if s["name"] == "one literal"))
    member = one[4:-4]
    for more in (member, b"junk", bytes(4)):
        body = member + more
        with pytest.raises(BrokenPack):
            list(unpack(len(body).to_bytes(4) + body + bytes(4), []))
