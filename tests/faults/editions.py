"""Two releases of the guide that differ in every page, and how to tell which one a phone serves.

What a phone answers is compared byte for byte, by hash, with what each release says stands at
each path: no text has to be searched for, and a page of the wrong release cannot pass.
"""

import json
import random
import re
import shutil
import string
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from content.release.store import ReleaseStore
from tests.browser.servers import GuideServer
from tests.conftest import ROOT
from tests.faults.engines.engine import Engine, evaluate

CORE = "core"
EXITS = "/x/"
MARK = "Editionqz"
ADDRESS = 2000

# The emergency page that trials open first, by its path.
EMERGENCY = "/en/hh9x"

# Asks the worker of this document for each path; what does not come, comes as null.
ANSWERS = """async (paths) => {
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) =>
    byte.toString(16).padStart(2, "0")).join("");
  const answer = async (path) => {
    try {
      const response = await fetch(path, { redirect: "error" });
      const body = await response.arrayBuffer();
      return [path, [response.status, hex(await crypto.subtle.digest("SHA-256", body))]];
    } catch {
      return [path, null];
    }
  };
  return Object.fromEntries(await Promise.all(paths.map(answer)));
}"""

# Hashes all objects that are kept; answers with the keys that are wrong, and how many there are.
WRONG_OBJECTS = """async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const names = (await indexedDB.databases()).map((one) => one.name);
  if (!names.includes("kept")) return { count: 0, wrong: [] };
  const database = await answer(indexedDB.open("kept"));
  const store = database.transaction("objects").objectStore("objects");
  const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
  database.close();
  const wrong = [];
  for (const [index, key] of keys.entries()) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", values[index]));
    const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex !== key) wrong.push(key);
  }
  return { count: keys.length, wrong };
}"""


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as a phone should serve it: what stands at each path of each part."""

    name: str
    id: str
    parts: dict[str, dict[str, tuple[int, str]]]
    sizes: dict[str, int]  # of all that a phone keeps of it, in bytes, by digest

    @property
    def paths(self) -> dict[str, tuple[int, str]]:
        """Status and hash of what stands at each path, of all parts."""
        return {path: said for entries in self.parts.values() for path, said in entries.items()}

    def without_exits(self) -> "Edition":
        """Return the same without the paths that leave the guide."""
        parts = {
            part: {path: said for path, said in entries.items() if not path.startswith(EXITS)}
            for part, entries in self.parts.items()
        }
        return replace(self, parts=parts)


def edition_of(name: str, data: Path) -> Edition:
    """Read the release in force in a data folder."""
    store = ReleaseStore(data / "releases")
    pointer = store.current()
    parts = {}
    sizes: dict[str, int] = {}
    for part, digest in pointer.manifests.items():
        manifest = store.manifest(digest)
        kept = {one for entry in manifest.entries.values() for one in entry.kept}
        sizes |= {one: store.path_of(one).stat().st_size for one in (digest, *kept)}
        parts[part] = {
            path: (manifest.headers[_answering(path, entry.headers)].status, str(entry.object))
            for path, entry in manifest.entries.items()
        }
    return Edition(name, pointer.id, parts, sizes)


def _answering(path: str, headers: str) -> str:
    """Return the name of the header set a phone answers with: offline, an exit opens the decoy."""
    return "decoy" if path.startswith(EXITS) else headers


def mark_every_page(content: Path, mark: str) -> None:
    """Say a word at the end of every page, and in the first line of every topic.

    The word links to a long address that nothing compresses: an update is to take a while, so
    that it can be cut in the middle.
    """
    chance = random.Random(mark)
    for text in sorted(content.glob("pages/*/*.md")):
        kept = text.read_text().split(f"\n[{MARK}")[0].rstrip("\n")
        address = "".join(chance.choices(string.ascii_letters, k=ADDRESS))
        text.write_text(f"{kept}\n\n[{MARK}{mark}](https://guide.example/{address})\n")
    topics = content / "topics.toml"
    plain = re.sub(rf"{MARK}\w* ", "", topics.read_text())
    topics.write_text(re.sub(r'(line = \{ en = ")', rf"\g<1>{MARK}{mark} ", plain))


def content_of(place: Path, mark: str) -> Path:
    """Copy the guide's content, marked."""
    content = Path(shutil.copytree(ROOT / "content", place))
    mark_every_page(content, mark)
    return content


def publish(data: Path, content: Path, name: str) -> Edition:
    """Publish a content folder; return the release as phones should serve it."""
    GuideServer(data).publish(content)
    return edition_of(name, data)


# What a phone serves


@dataclass(frozen=True, slots=True)
class Served:
    """What a phone answers offline: which release, and which of its parts."""

    edition: str
    parts: tuple[str, ...]


def served_by(engine: Engine, editions: Iterable[Edition], *, online: bool = False) -> Served:
    """Find the one release that a phone serves; anything mixed or half fails.

    Offline, unless `online`: then exits lead to everyday sites, and are left out.
    """
    several = [edition.without_exits() if online else edition for edition in editions]
    paths = sorted({path for edition in several for path in edition.paths})
    said = evaluate(engine, ANSWERS, paths)
    answers = {path: tuple(said[path]) for path in paths if said[path] is not None}
    complaints = []
    for edition in several:
        right = {path for path, one in edition.paths.items() if answers.get(path) == one}
        whole = [part for part, entries in edition.parts.items() if entries.keys() <= right]
        of_it = {path for part in whole for path in edition.parts[part]}
        # A path outside the kept parts is not there, or it is the page that says so.
        others = {path for path, (status, _) in answers.items() if status < 400} - of_it
        if CORE in whole and not others:
            return Served(edition.name, tuple(sorted(whole)))
        missing = sorted(edition.paths.keys() - right)
        complaints.append(
            f"{edition.name}: whole {whole}, wrong {len(missing)} {missing[:5]}, "
            f"of no kept part {sorted(others)[:5]}"
        )
    raise AssertionError("the phone serves no release wholly:\n" + "\n".join(complaints))


def check_objects(engine: Engine) -> int:
    """D3: every object has the hash of its name; return how many there are."""
    found = evaluate(engine, WRONG_OBJECTS)
    assert found["wrong"] == [], json.dumps(found)
    return int(found["count"])


def opens_whole(engine: Engine, edition: Edition, *, online: bool = False) -> bool:
    """Return whether a phone serves all of a release."""
    return set(served_by(engine, [edition], online=online).parts) == set(edition.parts)
