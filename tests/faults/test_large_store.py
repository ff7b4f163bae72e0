"""D1, D4, D9: the worker's store where it holds more than it reads at once, in three engines.

The guide as it is has too few objects for that. The store's own modules run in a page of a small
server; what was written is read by another store, as by a worker that has just started.
"""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import ROOT
from tests.faults.conftest import Engines
from tests.faults.engines.engine import Engine, evaluate
from tests.ports import HOST

ENGINES = ("chromium", "firefox", "webkit")

# What each test begins with: a store, an empty database, names and objects.
BEGIN = """
  const { Store } = await import("/ports/store.js");
  await new Store().forget();
  const store = new Store();
  const digest = (number) => number.toString(16).padStart(64, "0");
  const objects = (from, to) => Array.from({ length: to - from }, (_, at) =>
    [digest(from + at), Uint8Array.of((from + at) % 256)]);
  const names = (from, to) => objects(from, to).map(([name]) => name);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
"""

HELD = f"""async (count) => {{{BEGIN}
  await store.addObjects(objects(0, count));
  const held = await new Store().heldDigests();
  return same([...held].sort(), names(0, count));
}}"""

COMMITTED = f"""async (entries, held, needed) => {{{BEGIN}
  const keptWith = (own) => {{
    const page = {{ status: 200, fields: {{ "Content-Type": "text/html" }} }};
    const entry = (number) => ({{ object: digest(number), size: number, headers: "page" }});
    const paths = Array.from({{ length: entries }}, (_, at) => `/en/${{at}}-${{own}}`).sort();
    const all = Object.fromEntries(paths.map((path, at) => [path, entry(at)]));
    const en = {{ format: 1, name: "en", headers: {{ page }}, entries: all }};
    const pointer = {{ sequence: own, id: digest(own), manifests: {{ en: digest(70000 + own) }} }};
    return {{ release: {{ pointer, manifests: {{ en }}, checked: 5 }}, earlier: [], pins: {{}} }};
  }};
  await store.addObjects(objects(0, held));
  const wrong = [];
  for (const own of [1, 2]) {{
    const kept = keptWith(own);
    await store.commit(kept, new Set(names(0, needed)));
    const reader = new Store();
    const read = await reader.readKept();
    if (!same(read, kept)) wrong.push(`${{own}}: another is kept`);
    for (const path of Object.keys(kept.release.manifests.en.entries)) {{
      const found = await reader.findEntry([digest(70000 + own)], path);
      const entry = kept.release.manifests.en.entries[path];
      if (!found || !same(found.entry, entry)) wrong.push(path);
    }}
    const none = await reader.findEntry([digest(70000 + own)], "/en/none");
    const old = await reader.findEntry([digest(70003 - own)], `/en/0-${{3 - own}}`);
    if (none || old) wrong.push([none, old]);
    const left = [...(await reader.heldDigests())].sort();
    if (!same(left, names(0, needed))) wrong.push(`${{own}}: others are held`);
  }}
  await store.removeObjects(names(1, needed));
  if (!same([...(await new Store().heldDigests())], names(0, 1))) wrong.push("not removed");
  return wrong.slice(0, 9);
}}"""

ARRIVING = f"""async () => {{{BEGIN}
  const plain = (arriving) => arriving && {{ ...arriving, tail: [...arriving.tail] }};
  const wrong = [];
  const check = async (expected) => {{
    const read = plain(await new Store().readArriving());
    if (JSON.stringify(read) !== JSON.stringify(plain(expected))) wrong.push(read);
  }};
  await check(undefined);
  let now = {{ name: "a", taken: 0, tail: Uint8Array.of(1, 2, 3), runs: [] }};
  await store.saveArriving(now);
  await check(now);
  for (let run = 0; run < 12; run += 1) {{
    const runs = [...now.runs, names(10 * run, 10 * run + 10)];
    now = {{ name: "a", taken: 9 + run, tail: Uint8Array.of(run), runs }};
    await store.addObjects(objects(10 * run, 10 * run + 10), now);
    await check(now);
  }}
  now = {{ ...now, tail: Uint8Array.of(4, 5, 6, 7) }};
  await store.saveArriving(now);
  await check(now);

  // Another pack takes its place: what that one brought is not counted.
  now = {{ name: "b", taken: 0, tail: Uint8Array.of(8), runs: [] }};
  await store.saveArriving(now);
  await check(now);
  now = {{ name: "b", taken: 4, tail: Uint8Array.of(), runs: [names(500, 502)] }};
  await store.addObjects(objects(500, 502), now);
  await check(now);

  await store.saveArriving(undefined);
  await check(undefined);
  const database = await store.connection.find();
  const keys = database.transaction("state").objectStore("state").getAllKeys();
  await new Promise((resolve) => (keys.onsuccess = resolve));
  return [...wrong, ...keys.result];
}}"""

BREATHS = """async (count) => {
  const { breathe } = await import("/ports/breath.js");
  let others = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (others += 1);
  for (let breath = 0; breath < count; breath += 1) {
    port2.postMessage(0);
    await breathe();
  }
  await breathe();
  return others;
}"""


class Modules(SimpleHTTPRequestHandler):
    """Serves the worker's files as they are."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the worker's modules; return an address beside them, which has no page."""
    handler = functools.partial(Modules, directory=ROOT / "service_worker/js")
    server = ThreadingHTTPServer((HOST, 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{HOST}:{server.server_port}/ports/"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, engines: Engines, address: str) -> Engine:
    """A browser with a page that can load the modules."""
    one = engines(request.param)
    one.go(address)
    return one


def test_the_store_holds_more_than_it_reads_at_once(engine: Engine) -> None:
    """D1, D4, D9: names of objects, manifests and packs on their way, across each limit."""
    for count in (0, 1, 499, 500, 501, 1000, 1203):
        assert evaluate(engine, HELD, count), f"{count} objects"
    for entries, held, needed in ((0, 3, 1), (100, 600, 500), (850, 1203, 700), (1730, 20, 20)):
        assert evaluate(engine, COMMITTED, entries, held, needed) == [], f"{entries} entries"
    assert evaluate(engine, ARRIVING) == []


def test_what_waits_is_done_in_a_breath(engine: Engine) -> None:
    """L3: between two breaths another message gets its turn."""
    assert evaluate(engine, BREATHS, 200) >= 200
