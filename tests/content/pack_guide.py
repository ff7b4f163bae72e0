"""A small guide that can be edited and published, and a phone that follows it by packs."""

import random
from dataclasses import dataclass, field

from content.release.digest import Digest, digest_of
from content.release.manifest import CORE, HeaderSet, Pointer, read_manifest
from content.release.pack import members, pack_name, unpack
from content.release.packs import build_packs
from content.release.store import ReleaseStore
from content.release.tree import Leaf, point_at, store_parts

KINDS = {"page", "words", "script", "style"}
HEADERS = {name: HeaderSet(200, {"Content-Type": f"text/{name}"}) for name in KINDS}
AS_OF = "2026-11-23"
NOW = 1_795_430_000.0
FRAME = (
    '<!doctype html>\n<link rel="stylesheet" href="/o/%s">\n<nav>%s</nav>\n<main>\n%s\n</main>\n'
)
VOCABULARY = [f"{a}{b}" for a in ("re", "mi", "fa", "sol", "la") for b in ("ba", "den", "go", "ri")]


@dataclass
class Guide:
    """A guide of a few parts, which can be edited and published."""

    store: ReleaseStore
    pages: int = 30
    languages: tuple[str, ...] = ("en", "fr", "nl")
    style: bytes = b"body { color: black }\n" * 60
    texts: dict[str, str] = field(default_factory=dict)
    words: dict[str, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def text(self, path: str) -> str:
        chance = random.Random(path)
        lines = [" ".join(chance.choices(VOCABULARY, k=12)) for _ in range(40)]
        return self.texts.get(path, "\n".join(f"<p>{line}.</p>" for line in lines))

    def page(self, path: str) -> Leaf:
        language = path.split("/")[1]
        menu = "".join(f'<a href="/{language}/{n}">{language} {n}</a>\n' for n in range(60))
        html = FRAME % (digest_of(self.style), menu, self.text(path))
        return Leaf(path, html.encode(), "page")

    def parts(self) -> dict[str, list[Leaf]]:
        style = Leaf(f"/o/{digest_of(self.style)}", self.style, "style")
        urgent = [self.page(f"/{code}/u{n}") for code in self.languages for n in range(3)]
        parts = {CORE: [style, *urgent]}
        for code in self.languages:
            words = self.words.get(code, random.Random(code).randbytes(3_000))
            pages = [self.page(f"/{code}/{n}") for n in range(self.pages)]
            parts[code] = [*pages, Leaf(f"/{code}/words", words, "words")]
        return parts

    def publish(self) -> Pointer:
        manifests = store_parts(self.store, self.parts(), HEADERS)
        build_packs(self.store, manifests, self.said.append)
        return point_at(self.store, manifests, as_of=AS_OF, now=NOW)


@dataclass
class Phone:
    """What a phone does with packs: take them by the names it makes, fetch the rest by hash."""

    store: ReleaseStore
    parts: dict[str, Digest] = field(default_factory=dict)
    objects: dict[Digest, bytes] = field(default_factory=dict)
    requests: int = 0
    pack_bytes: int = 0
    fetched: list[Digest] = field(default_factory=list)

    def take(self, target: dict[str, Digest], base: dict[str, Digest]) -> bool:
        """Take one pack, if it is there; keep what it brings."""
        self.requests += 1
        path = self.store.path_of_pack(pack_name(target, base))
        if not path.exists():
            return False
        self.pack_bytes += path.stat().st_size
        manifests = {one: read_manifest(self.objects[one]) for one in base.values()}
        sources = [self.objects.get(one, b"") for one in members(manifests)]
        for data in unpack(path.read_bytes(), sources):
            self.objects[digest_of(data)] = data
        self.parts |= target
        return True

    def complete(self, pointer: Pointer) -> None:
        """Fetch what no pack has brought, and check that all is there."""
        for part in self.parts:
            digest = pointer.manifests[part]
            for wanted in self.wanted(digest):
                if wanted not in self.objects:
                    self.requests += 1
                    self.objects[wanted] = self.store.read(wanted)
                    self.fetched.append(wanted)

    def wanted(self, digest: Digest) -> list[Digest]:
        if digest not in self.objects:
            self.requests += 1
            self.fetched.append(digest)
            self.objects[digest] = self.store.read(digest)
        entries = read_manifest(self.objects[digest]).entries.values()
        return [name for entry in entries for name in entry.kept]

    def install(self, pointer: Pointer) -> "Phone":
        """Take everything from nothing."""
        core = {CORE: pointer.manifests[CORE]}
        assert self.take(core, {})
        for part, digest in pointer.manifests.items():
            assert part == CORE or self.take({part: digest}, core)
        self.complete(pointer)
        return self.counting_anew()

    def counting_anew(self) -> "Phone":
        self.requests = self.pack_bytes = 0
        self.fetched = []
        return self

    def update(self, pointer: Pointer, *, by_part: bool = False) -> None:
        """Follow a new release: the pointer, then one pack, or one for each part that changed."""
        self.requests += 1
        changed = {
            n: pointer.manifests[n] for n, d in self.parts.items() if pointer.manifests[n] != d
        }
        if by_part:
            taken = [self.take({n: new}, {n: self.parts[n]}) for n, new in changed.items()]
        else:
            target = {name: pointer.manifests[name] for name in self.parts}
            taken = [self.take(target, dict(self.parts))] if changed else []
        assert all(taken)
        self.complete(pointer)
