"""L1: what a phone downloads, in bytes as they travel, by the paths that a browser takes.

    .venv/bin/python -m bench.weights

L1 asks for: HTML and CSS of the first view <= 14 KB; the reader's JavaScript <= 45 KB; a first
visit <= 150 KB for the shell and one language; a further language's emergency pages <= 12 KB.
A kilobyte is 1,000 bytes here. Bodies only: a browser and a server add about half a kilobyte of
headers to each answer.
"""

import re

import msgspec
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from bench.report import write_result
from content.release.digest import Digest
from content.release.manifest import CORE, Manifest
from content.release.pack import END, pack_name
from content.release.pack_encoder import encode
from content.release.pack_items import items_of
from content.release.pack_search import Memory
from content.release.store import ReleaseStore

# What browsers take over http, and what they take over https.
ENCODINGS = {"gzip": "gzip, deflate", "br": "gzip, deflate, br"}

# What a browser loads because the page names it.
_NAMED = {
    "script": re.compile(rb'<script defer src="([^"]+)"'),
    "style": re.compile(rb'<link rel="stylesheet" href="([^"]+)"'),
    "icon": re.compile(rb'<link rel="icon"[^>]* href="([^"]+)"'),
    "install": re.compile(rb'<link rel="manifest" href="([^"]+)"'),
}


def main() -> None:
    """Weigh the release in force and write bench/results/weights.json."""
    app = create_app()
    store: ReleaseStore = app.extensions["guide"].store
    languages = sorted(store.current().manifests.keys() - {CORE})
    figures: dict[str, object] = {
        f"{language}: {what}, {name}": size
        for language in languages
        for name in ENCODINGS
        for what, size in first_visit(app, language, name).items()
    }
    figures |= {
        f"{language}: emergency pages, beside those of the others": emergency_pages(store, language)
        for language in languages
    }
    write_result("weights", figures)


def first_visit(app: Flask, language: str, encoding: str) -> dict[str, int]:
    """Return the bytes of a first visit in one language, other languages' parts apart."""
    client, accepted = app.test_client(), ENCODINGS[encoding]
    home = client.get(f"/{language}/").data
    named = {
        what: sum(_weigh(client, path.decode(), accepted) for path in pattern.findall(home))
        for what, pattern in _NAMED.items()
    }
    view = _weigh(client, f"/{language}/", accepted) + named["style"]
    manifests = app.extensions["guide"].store.current().manifests
    core = {CORE: manifests[CORE]}
    packs = (pack_name(core, {}), pack_name({language: manifests[language]}, core))
    rest = ("/sw.js", "/release", *(f"/pack/{name}" for name in packs))
    return {
        "first view, home and style": view,
        "scripts of the reader": named["script"],
        "first visit, shell and guide": view + named["script"] + named["icon"] + named["install"]
        + sum(_weigh(client, path, accepted) for path in rest),
    }  # fmt: skip


def emergency_pages(store: ReleaseStore, language: str) -> int:
    """Return what a language adds to the core for phones that hold the core without it."""
    digest = store.current().manifests[CORE]
    core = store.manifest(digest)
    others = {p: e for p, e in core.entries.items() if not p.startswith(f"/{language}/")}
    base: dict[Digest, Manifest] = {Digest("0" * 64): msgspec.structs.replace(core, entries=others)}
    known = [one.object for one in others.values()]
    items = list(items_of({digest: core}, base, {digest, *known}, lambda one: 0))
    runs = encode(list(dict.fromkeys(known)), items, Memory(store.read), {})
    return sum(len(run) for _, run in runs) + len(END)


def _weigh(client: FlaskClient, path: str, accepted: str) -> int:
    answer = client.get(path, headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200, path
    return len(answer.data)


if __name__ == "__main__":
    main()
