"""The three ways to keep a guide on a phone, each set up as its own documents recommend.

- Workbox: `generateSW`, files named by their hash without a revision, the others with one; the page
  asks the reader before a new worker takes over (workbox-window's way), and old caches are removed.
- Angular: one asset group, `installMode` and `updateMode` "prefetch", as everything is to be there
  offline; the page asks with SwUpdate's message and opens the guide anew.
- Parasol: as it is.

All three are registered by the same script: that of the guide's own pages.
"""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.updates.line import Answer, Asked
from bench.updates.releases import State
from bench.updates.sources import JAVASCRIPT, OurSource, PlainSource, guide_files, made_file
from tests.checks import find_node

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "instance/bench"
IMMUTABLE = "public, max-age=31536000, immutable"
HASHED = re.compile(r"/o/[0-9a-f]{64}")
NEVER_CHANGES_MS = 1_795_430_000_000


@dataclass(frozen=True, slots=True)
class Peer:
    """One of the three. The scripts run in a page of the guide and return a word.

    `installed` gets the number of files and returns when all are kept, `check` looks for news and
    returns when what there is has been fetched, `take` lets the next page be of the newest guide.
    `settle_s` is how long it goes on by itself after a page was opened.
    """

    name: str
    source: Callable[[State], Callable[[Asked], Answer]]
    installed: str
    check: str
    take: str
    settle_s: float


def install_tools() -> None:
    """Fetch what the peers are made with, from the lock of the bench."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    lock, stamp = ROOT / "bench/package-lock.json", TOOLS / "installed"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    for source in (lock, ROOT / "bench/package.json", ROOT / ".npmrc"):
        shutil.copy(source, TOOLS)
    # Angular's worker is one file: the framework that it names as its peer is not wanted.
    command = ["npm", "ci", "--legacy-peer-deps", "--ignore-scripts"]
    subprocess.run(command, cwd=TOOLS, check=True)
    stamp.write_text(digest)


# Parasol

_ASK_OURS = """async () => {
  await navigator.serviceWorker.ready;
  const { active } = await navigator.serviceWorker.getRegistration();
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => typeof data === "object" || resolve(String(data));
    active.postMessage({ ask: "check", language: "en", thrifty: false }, [channel.port2]);
  });
}"""


# Workbox

_WORKBOX_INSTALLED = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  while (active.state !== "activated") await new Promise((go) => setTimeout(go, 20));
  return "first";
}"""

_WORKBOX_CHECK = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  let worker = registration.installing;
  registration.addEventListener("updatefound", () => { worker = registration.installing; });
  try { await registration.update(); } catch (error) { return `failed: ${error.message}`; }
  worker ||= registration.installing;
  if (!worker) return registration.waiting ? "newer" : "same";
  while (worker.state === "installing") await new Promise((go) => setTimeout(go, 20));
  return worker.state === "redundant" ? "failed: install" : "newer";
}"""

_WORKBOX_TAKE = """async () => {
  const { waiting } = await navigator.serviceWorker.getRegistration();
  if (!waiting) return "nothing waits";
  waiting.postMessage({ type: "SKIP_WAITING" });
  while (waiting.state !== "activated") await new Promise((go) => setTimeout(go, 20));
  return "taken";
}"""


@cache
def _workbox_source(state: State) -> PlainSource:
    files = guide_files(state)
    entries = [
        {"url": path, "revision": None if HASHED.match(path) else file.digest[:32]}
        for path, file in sorted(files.items())
    ]
    folder = state.files / "workbox"
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [find_node(), Path(__file__).with_name("build_workbox.js"), folder],
        cwd=TOOLS, input=json.dumps(entries).encode(), check=True,
    )  # fmt: skip
    for made in folder.glob("*.js"):
        cache = "no-cache" if made.name == "sw.js" else IMMUTABLE
        files[f"/{made.name}"] = made_file(made.read_bytes(), JAVASCRIPT, cache)
    return PlainSource(files)


# Angular

# Counts what its caches hold: it says nothing by itself when the first version is whole.
_ANGULAR_INSTALLED = """async (wanted) => {
  await navigator.serviceWorker.ready;
  for (let held = 0; held < wanted; await new Promise((go) => setTimeout(go, 50))) {
    held = 0;
    for (const name of await caches.keys()) {
      if (/:assets:.*:cache$/.test(name)) held += (await (await caches.open(name)).keys()).length;
    }
  }
  return "first";
}"""

_ANGULAR_CHECK = """async () => {
  const { active } = await navigator.serviceWorker.getRegistration();
  const nonce = Math.floor(Math.random() * 1e9);
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data.type !== "OPERATION_COMPLETED" || data.nonce !== nonce) return;
      resolve(data.error ? `failed: ${data.error}` : data.result ? "newer" : "same");
    });
    active.postMessage({ action: "CHECK_FOR_UPDATES", nonce });
  });
}"""


def _angular_source(state: State) -> PlainSource:
    files = guide_files(state)
    table = {p: hashlib.sha1(f.bodies[""]).hexdigest() for p, f in sorted(files.items())}  # noqa: S324 -- its format
    group = {
        "name": "guide", "installMode": "prefetch", "updateMode": "prefetch",
        "cacheQueryOptions": {"ignoreVary": True}, "urls": list(table), "patterns": [],
    }  # fmt: skip
    control = {
        "configVersion": 1, "timestamp": NEVER_CHANGES_MS, "index": "/", "assetGroups": [group],
        "dataGroups": [], "hashTable": table, "navigationUrls": [],
        "navigationRequestStrategy": "performance",
    }  # fmt: skip
    worker = TOOLS / "node_modules/@angular/service-worker/ngsw-worker.js"
    files["/sw.js"] = made_file(worker.read_bytes(), JAVASCRIPT)
    files["/ngsw.json"] = made_file(json.dumps(control).encode(), "application/json")
    return PlainSource(files)


OURS = Peer("Parasol", OurSource, _ASK_OURS, _ASK_OURS, "async () => 'nothing to do'", 1.0)
# The browser itself looks for a newer worker a moment after a page was opened.
WORKBOX = Peer(
    "Workbox 7.4", _workbox_source, _WORKBOX_INSTALLED, _WORKBOX_CHECK, _WORKBOX_TAKE, 3.0
)
# It waits for five quiet seconds before it does what can wait.
ANGULAR = Peer("Angular 21.2", _angular_source, _ANGULAR_INSTALLED, _ANGULAR_CHECK, OURS.take, 7.0)
PEERS = (OURS, WORKBOX, ANGULAR)
