"""D5: what one edited page of N costs a phone, what a rename costs, and what no news costs.

    .venv/bin/python -m bench.edits               30, 300 and 3,000 pages
    .venv/bin/python -m bench.edits --pages 300   one size only

A Chromium keeps the whole guide, in all languages, and then gets what was published after. Bytes
are those of bodies, as D5 counts. The limits are made of the objects themselves: the edited page
compressed alone, the changed lines of the manifest compressed, and 1 KB; for the search export its
changed chunks, each compressed alone. Workbox and ngsw get the same edit at 300 pages in one run.
"""

import argparse
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from bench.guides import AS_OF, NOW, Guide, published_guide
from bench.report import write_result
from bench.updates.line import HEADER_BYTES, Line
from bench.updates.peers import PEERS, Peer, install_tools
from bench.updates.phones import Phone, browser_path
from bench.updates.releases import State, state_of
from content.release.digest import Digest, canonical_json
from content.release.manifest import Entry, Manifest
from content.release.pack import members
from content.release.pack_encoder import encode
from content.release.pack_items import items_of
from content.release.pack_runs import RunShelf
from content.release.pack_search import Memory
from content.release.packs import build_packs
from content.release.store import ReleaseStore
from content.release.tree import WORDS, point_at, store_manifest
from tests.browser.servers import GuideServer
from tests.faults.asking import begin, outcome, until
from tests.faults.engines.chromium import Chromium
from tests.faults.fault_proxy import FaultProxy, Passed

SIZES = (30, 300, 3000)
WITH_PEERS = 300
PATIENCE_S = 600
KILOBYTE = 1024
LANGUAGE = "en"
SENTENCE = "\n\nThe office is closed on Friday afternoon, quince.\n"

Figures = dict[str, object]
Manifests = dict[Digest, Manifest]


def main() -> None:
    """Measure; write bench/results/edits.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, action="append")
    sizes = parser.parse_args().pages or SIZES
    browser_path()
    figures: Figures = {}
    with sync_playwright() as playwright:
        for pages in sizes:
            figures[f"{pages} pages"] = measure(playwright, published_guide(pages))
            if pages == WITH_PEERS:
                figures[f"others, {pages} pages"] = measure_peers(playwright, pages)
    write_result("edits", figures)


def measure(playwright: Playwright, shipped: Guide) -> Figures:
    """Return the costs of no news, of an edit, of a rename and of another key."""
    with tempfile.TemporaryDirectory() as folder:
        guide = shipped.copy(Path(folder))
        with _kept(playwright, guide, Path(folder) / "profile") as get_news:
            return {
                "no news": _costs(get_news("same")),
                "one page edited": _measured(guide, edit, get_news),
                "one page renamed, its bytes the same": _measured(guide, rename, get_news),
                "one page under another key": _measured(guide, change_key, get_news),
            }


News = Callable[[str], list[Passed]]


@contextmanager
def _kept(playwright: Playwright, guide: Guide, profile: Path) -> Iterator[News]:
    """Keep a guide on a phone; yield a function that looks for news and returns what passed."""
    server = GuideServer(guide.data)
    server.start()
    line = FaultProxy(server.port)
    line.start()
    phone = Chromium(playwright, browser_path(), profile)
    phone.start()

    def get_news(expected: str) -> list[Passed]:
        mark = line.mark()
        begin(phone)
        word = until(lambda: outcome(phone), "looking for news ends", PATIENCE_S)
        assert word in (expected, "same") if expected == "first" else word == expected, word
        return list(line.since(mark))

    try:
        phone.go(f"{line.url}/{LANGUAGE}/")
        get_news("first")
        yield get_news
    finally:
        phone.close()
        line.stop()
        server.kill()


# What is published


def edit(guide: Guide) -> None:
    """Add a sentence to an English page."""
    page = sorted((guide.content / "pages").iterdir())[-1] / f"{LANGUAGE}.md"
    page.write_text(page.read_text("utf-8") + SENTENCE, "utf-8")
    guide.publish()


def change_key(guide: Guide) -> None:
    """Give a page another address, which stands in the page itself and in all that lead to it."""
    page = sorted((guide.content / "pages").iterdir())[-2] / "page.toml"
    lines = page.read_text("utf-8").splitlines()
    page.write_text("\n".join('key = "9zz9"' if one[:3] == "key" else one for one in lines) + "\n")
    guide.publish()


def rename(guide: Guide) -> None:
    """Put the bytes of a page at another path, past the builder, which would write it into them."""
    store, digests = guide.store, dict(guide.store.current().manifests)
    old = store.manifest(digests[LANGUAGE])
    path = next(path for path, entry in sorted(old.entries.items()) if entry.headers == "page")
    entries = {("/en/9zz8" if one == path else one): entry for one, entry in old.entries.items()}
    digests[LANGUAGE] = store_manifest(store, LANGUAGE, entries, old.headers)
    build_packs(store, digests, lambda line: None)
    point_at(store, digests, as_of=AS_OF.isoformat(), now=NOW)


# What it cost, and what it may cost


def _measured(guide: Guide, publish: Callable[[Guide], None], get_news: News) -> Figures:
    before = _manifests(guide.store)
    publish(guide)
    after = _manifests(guide.store)
    return {**_costs(get_news("newer")), **limits(guide.store, before, after)}


def _costs(answers: list[Passed]) -> Figures:
    kinds = {"pointer": "/release", "packs": "/pack/", "objects": "/o/"}
    bodies = {
        f"bytes of {kind}": sum(one.body for one in answers if one.path.startswith(start))
        for kind, start in kinds.items()
    }
    return {"requests": len(answers), "bytes": sum(one.body for one in answers), **bodies}


def limits(store: ReleaseStore, before: Manifests, after: Manifests) -> Figures:
    """Return what D5 allows, and how much of the pack is search.

    An edit of the source also changes its translations, which say that they are older: what that
    costs has to fit into the same limit.
    """
    entries, older = _entries(after), _entries(before)
    changed = {path: one for path, one in entries.items() if older.get(path) != one}
    held = {digest for one in older.values() for digest in one.kept}
    new = {path: [d for d in one.kept if d not in held] for path, one in changed.items()}
    words = [d for path in new if entries[path].headers == WORDS for d in new[path]]
    pages = {d for path in new if entries[path].headers != WORDS for d in new[path]}
    edited = {d for path in new if path.startswith(f"/{LANGUAGE}/") for d in new[path]} & pages
    lines = {path: {"object": one.object, "chunks": one.chunks} for path, one in changed.items()}
    delta = len(zlib.compress(canonical_json(lines), 9))
    own, search = _compressed(store, edited), _compressed(store, set(words))
    return {
        "objects changed, without search": len(pages),
        "limit without search": own + delta + KILOBYTE,
        "of it the English page": own,
        "of it the manifest's changed lines": delta,
        "limit of the search": search,
        "chunks of the search changed": len(words),
        "bytes of a pack without the search": _pack_bytes(store, before, after, set(words)),
        "bytes of the pack": _pack_bytes(store, before, after, set()),
    }


def _pack_bytes(
    store: ReleaseStore, before: Manifests, after: Manifests, without: set[Digest]
) -> int:
    """Return how large the pack is, or would be without some of its objects."""
    known = members(before)
    items = items_of(after, before, {*known, *without}, lambda one: len(store.read(one)))
    runs = encode(known, items, Memory(store.read), RunShelf())
    return sum(len(run) for _, run in runs)


def _manifests(store: ReleaseStore) -> Manifests:
    return {digest: store.manifest(digest) for digest in store.current().manifests.values()}


def _entries(manifests: Mapping[Digest, Manifest]) -> dict[str, Entry]:
    return {path: one for manifest in manifests.values() for path, one in manifest.entries.items()}


def _compressed(store: ReleaseStore, digests: set[Digest]) -> int:
    return sum(len(zlib.compress(store.read(one), 9)) for one in digests)


# The others


def measure_peers(playwright: Playwright, pages: int) -> Figures:
    """Return what the same edit costs each of the three, headers left out."""
    install_tools()
    with tempfile.TemporaryDirectory() as folder:
        old = published_guide(pages)
        new = old.copy(Path(folder) / "new")
        edit(new)
        states = [
            state_of(guide.app, Path(folder) / f"{n} files") for n, guide in enumerate((old, new))
        ]
        costs = {peer.name: _peer_costs(playwright, peer, *states) for peer in PEERS}
    ours = costs[PEERS[0].name]
    ratios = {
        name: {unit: round(value / ours[unit], 1) for unit, value in one.items()}
        for name, one in costs.items()
    }
    return {"one page edited": costs, "ratio to Parasol": ratios}


def _peer_costs(playwright: Playwright, peer: Peer, old: State, new: State) -> dict[str, int]:
    line = Line(peer.source(old))
    try:
        with Phone(playwright, line, peer) as phone:
            phone.install(len(old.tree.paths))
            line.source = peer.source(new)
            line.reset()
            word = phone.check()
            assert word == "newer", word
            bodies = line.count.bytes - 2 * HEADER_BYTES * line.count.requests
            return {"bytes": bodies, "requests": line.count.requests}
    finally:
        line.close()


if __name__ == "__main__":
    main()
