"""Digests: the names of byte strings, and the one way to write JSON so that equal means equal."""

import hashlib
import json
import re
from typing import NewType

Digest = NewType("Digest", str)

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


def digest_of(data: bytes) -> Digest:
    """Return the SHA-256 of `data` in lower-case hexadecimal, 64 characters."""
    return Digest(hashlib.sha256(data).hexdigest())


def is_digest(name: object) -> bool:
    """Whether `name` is a digest as this format writes it."""
    return isinstance(name, str) and bool(_DIGEST.match(name))


def canonical_json(value: object) -> bytes:
    """Write JSON with sorted keys, no spaces, UTF-8: the same value gives the same bytes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
