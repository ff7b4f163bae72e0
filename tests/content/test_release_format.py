"""The release format: equal values give equal bytes, and what is not of this format is refused."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.release.digest import canonical_json, digest_of, is_digest
from content.release.manifest import (
    FORMAT,
    Entry,
    HeaderSet,
    Manifest,
    Pointer,
    UnknownFormat,
    read_manifest,
    read_pointer,
    release_id,
)

AN_OBJECT = digest_of(b"an object")
MANIFESTS = {"core": AN_OBJECT, "en": digest_of(b"another")}
MANIFEST = Manifest(
    FORMAT,
    "core",
    {"page": HeaderSet(200, {"Content-Type": "text/html"})},
    {"/": Entry(AN_OBJECT, 9, "page")},
)
POINTER = Pointer(FORMAT, 7, release_id(MANIFESTS), "2026-11-23", "normal", MANIFESTS)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_digest_is_the_sha_256_in_lower_case() -> None:
    assert digest_of(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert is_digest(digest_of(b""))


@pytest.mark.parametrize(
    "name", ["", "abc", "E3" * 32, "0" * 63, "0" * 65, "0" * 64 + "\n", "../" + "0" * 61, None, 5]
)
def test_what_is_no_digest_is_not_taken_for_one(name: object) -> None:
    assert not is_digest(name)


def test_canonical_json_is_written_in_one_way() -> None:
    assert canonical_json({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text(), values))
def test_the_order_of_keys_makes_no_difference(value: dict[str, Any]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical_json(value) == canonical_json(turned)
    assert json.loads(canonical_json(value)) == value


def test_what_was_written_is_read_back() -> None:
    assert read_manifest(MANIFEST.encode()) == MANIFEST
    assert read_pointer(POINTER.encode()) == POINTER


def test_the_id_is_that_of_the_manifests_and_of_nothing_else() -> None:
    """K1: an old tree under a new number, date and order is the same release."""
    turned = dict(reversed(list(MANIFESTS.items())))
    again = Pointer(FORMAT, 99, release_id(turned), "2030-01-01", "normal", turned)
    assert again.id == POINTER.id
    assert release_id({**MANIFESTS, "fr": AN_OBJECT}) != POINTER.id


def changed(data: bytes, **values: object) -> bytes:
    return json.dumps({**json.loads(data), **values}).encode()


ENTRY = {"object": AN_OBJECT, "size": 9, "headers": "page"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"<!doctype html><title>Log in to the network</title>",
        b"\xff\xfe",
        MANIFEST.encode()[:-1],
        POINTER.encode(),
        changed(MANIFEST.encode(), format=2),
        changed(MANIFEST.encode(), format="1"),
        changed(MANIFEST.encode(), more=1),
        changed(MANIFEST.encode(), entries={"/": {**ENTRY, "object": "../../etc/passwd"}}),
        changed(MANIFEST.encode(), entries={"/": {**ENTRY, "object": AN_OBJECT.upper()}}),
        changed(MANIFEST.encode(), entries={"/": {**ENTRY, "headers": "gone"}}),
        changed(MANIFEST.encode(), entries={"/": {**ENTRY, "size": "9"}}),
        changed(MANIFEST.encode(), headers={"page": {"status": 200}}),
    ],
)
def test_a_broken_manifest_is_refused(data: bytes) -> None:
    """D8: a format that is not known is never half understood."""
    with pytest.raises(UnknownFormat):
        read_manifest(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"<!doctype html>",
        POINTER.encode()[:-1],
        MANIFEST.encode(),
        changed(POINTER.encode(), format=2),
        changed(POINTER.encode(), id=AN_OBJECT),
        changed(POINTER.encode(), control="explode"),
        changed(POINTER.encode(), sequence="7"),
        changed(POINTER.encode(), manifests={"core": AN_OBJECT}),
        changed(POINTER.encode(), more=1),
    ],
)
def test_a_broken_pointer_is_refused(data: bytes) -> None:
    """D8: so is a pointer whose id is not the hash of what it names."""
    with pytest.raises(UnknownFormat):
        read_pointer(data)


def test_the_control_word_can_change_without_a_new_id() -> None:
    """K2: an operator orders phones by the pointer alone."""
    ordered = read_pointer(changed(POINTER.encode(), control="remove", sequence=8))
    assert (ordered.id, ordered.control) == (POINTER.id, "remove")
