"""The release format as the server reads it, by the samples that phones read too."""

import json
from pathlib import Path
from typing import Any

import pytest

from content.release.digest import canonical_json, digest_of
from content.release.manifest import UnknownFormat, read_manifest, read_pointer, release_id

CONTRACT = json.loads(
    (Path(__file__).parents[1] / "contracts" / "release.json").read_text(encoding="utf-8")
)
READERS = {"pointer": read_pointer, "manifest": read_manifest}


def bytes_of(case: dict[str, Any]) -> bytes:
    """Build the bytes of a sample, as release.test.js does."""
    whole = canonical_json(CONTRACT[case["reads"]]).decode()
    old, new = case.get("replace", (whole, case.get("text")))
    assert old in whole
    new = new * case.get("times", 1) + (old if case.get("before") else "")
    return whole.replace(old, new, 1).encode("latin-1" if case.get("latin1") else "utf-8")


@pytest.mark.parametrize("case", CONTRACT["cases"], ids=lambda c: f"{c['reads']}: {c['title']}")
def test_each_sample_is_read_or_refused_as_the_contract_says(case: dict[str, Any]) -> None:
    read, data = READERS[case["reads"]], bytes_of(case)
    if "server" in case["refused_by"]:
        with pytest.raises(UnknownFormat):
            read(data)
    else:
        read(data)


@pytest.mark.parametrize("name", READERS)
def test_what_is_read_is_written_again_byte_for_byte(name: str) -> None:
    data = canonical_json(CONTRACT[name])
    assert READERS[name](data).encode() == data


def test_ids_and_digests_are_those_of_phones() -> None:
    for sample in CONTRACT["ids"]:
        assert release_id(sample["manifests"]) == sample["id"]
    for sample in CONTRACT["digests"]:
        assert digest_of(sample["latin1"].encode("latin-1")) == sample["digest"]


def test_every_reader_meets_good_and_bad_samples() -> None:
    for name in READERS:
        verdicts = {tuple(c["refused_by"]) for c in CONTRACT["cases"] if c["reads"] == name}
        assert {(), ("phone", "server")} <= verdicts
