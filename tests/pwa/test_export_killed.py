"""An export that is killed, or finds no room, at every single step: readers have one whole guide.

Each trial runs in a copy of this process, which counts what Python is about to do to the disk.
"""

import gzip
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import brotli
import pytest

from content.release.manifest import Pointer, read_pointer
from pwa.export_contents import read_contents
from pwa.export_files import CannotExport
from pwa.export_folder import BEFORE, SITE, VERSIONS
from pwa.exporting import name_of
from pwa.services import Services
from tests.pwa.exports import (
    NOW,
    PAGES,
    SCRIPT,
    as_before,
    export,
    missing_objects,
    opened_services,
    publish,
    silent,
)

STEPS = {
    "open", "os.link", "os.rename", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.chmod",
    "os.utime",
}  # fmt: skip
ENDED, KILLED, REFUSED, FAULT = 0, 9, 3, 4

# After how many of the trials the export is done again.
EVERY = 7

# The steps in which a first export claims its folder.
EARLY = 14

# Between two of these steps there is little that a full disk could change.
FULL_EVERY = 3

# How the folder of a trial came to be: as this version makes it, or as earlier ones did.
LAYOUTS = ("link", "folder")


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """Open a store with two releases, the first of which is exported to `out`."""
    opened = opened_services(tmp_path)
    publish(opened, PAGES, SCRIPT)
    export(opened, tmp_path / "out")
    without = {path: page for path, page in PAGES.items() if path != "/en/w4ng"}
    changed = {"/en/k3f9": (b"changed", "page"), "/en/": (b"short", "page"), "/": (b"x", "page")}
    publish(opened, {**without, **changed, "/en/n3w0": (b"new", "page")}, b"new();" * 40)
    return opened


def in_a_copy(services: Services, out: Path, at_step: Callable[[int, str], None]) -> int:
    """Export in a copy of this process, which calls `at_step` before each step; return its end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    steps = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if event in STEPS and str(out) in str(arguments):
            steps += 1
            at_step(steps, event)

    try:
        # What a killed process has written is written: only a power cut asks for more.
        os.fsync = lambda file: None
        sys.addaudithook(hook)
        export(services, out, NOW + 60)
    except CannotExport:
        os._exit(REFUSED)
    except BaseException:
        os._exit(FAULT)
    os._exit(ENDED)


def served(services: Services, site: Path) -> Pointer:
    """Return the release that is served, after a look at every file of it."""
    pointer = read_pointer((site / "release").read_bytes())
    assert missing_objects(site) == set()
    assert (site / "sw.js").read_bytes() == b"the worker"
    current = services.store.current()
    services.store.current_path.write_bytes(pointer.encode())
    wanted = read_contents(services.store, silent).pages
    services.store.current_path.write_bytes(current.encode())
    for path, found in wanted.items():
        place = site / name_of(path)
        whole = services.store.read(found.entry.object)
        assert place.read_bytes() == whole, path
        for suffix, unpack in ((".br", brotli.decompress), (".gz", gzip.decompress)):
            beside = place.with_name(place.name + suffix)
            assert not beside.exists() or unpack(beside.read_bytes()) == whole, path
    pages = {p for p in site.rglob("*") if p.is_file() and p.suffix not in (".br", ".gz")}
    others = {"o", "pack"}
    names = {str(p.relative_to(site)) for p in pages if p.relative_to(site).parts[0] not in others}
    assert names == {*map(name_of, wanted), "sw.js", "release"}
    return pointer


def trials(tmp_path: Path, layout: str) -> Iterator[Path]:
    """Yield the same export, ever again."""
    kept, out = tmp_path / "kept", tmp_path / "out"
    if layout == "folder":
        as_before(out)
    out.rename(kept)
    while True:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(kept, out, symlinks=True)
        yield out


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_export_killed_at_any_step_leaves_one_whole_guide(
    services: Services, tmp_path: Path, layout: str
) -> None:
    old, new = services.store.published()[1], services.store.current()
    seen: list[str] = []
    gaps = 0
    for number, out in enumerate(trials(tmp_path, layout), 1):
        # When an export is killed before one of its steps
        end = in_a_copy(services, out, lambda n, _, at=number: n != at or os._exit(KILLED))
        # Then readers have the old guide or the new one, whole
        if layout == "folder" and not (out / SITE).exists():
            gaps += 1
            assert served(services, out / BEFORE) == old
        else:
            seen.append(served(services, out / SITE).id)
        if end != KILLED:
            break
        if number % EVERY and (out / SITE).exists():
            continue
        # And the next export ends well, and leaves nothing of the killed one
        assert in_a_copy(services, out, lambda n, _: None) == ENDED
        assert served(services, out / SITE) == new
        assert len(list((out / VERSIONS).iterdir())) == 1
        assert list(out.glob(".site*")) == []
    assert end == ENDED
    assert number > 50
    # And there is one moment at which the guide changes
    assert seen == sorted(seen, key=[old.id, new.id].index)
    assert set(seen) == {old.id, new.id}
    assert gaps == (layout == "folder")


def test_a_first_export_killed_at_any_step_can_be_done_again(
    services: Services, tmp_path: Path
) -> None:
    out = tmp_path / "first"
    for number in count(1):
        end = in_a_copy(services, out, lambda n, _, at=number: n != at or os._exit(KILLED))
        if (out / SITE).exists():
            assert served(services, out / SITE) == services.store.current()
        if end != KILLED:
            break
        if number % EVERY == 0 or number < EARLY:
            assert in_a_copy(services, out, lambda n, _: None) == ENDED
            assert served(services, out / SITE) == services.store.current()
            assert list(out.glob(".*")) == []
        shutil.rmtree(out, ignore_errors=True)
    assert end == ENDED


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_export_that_finds_no_room_leaves_one_whole_guide(
    services: Services, tmp_path: Path, layout: str
) -> None:
    old, new = services.store.published()[1], services.store.current()
    for number, out in zip(count(1, FULL_EVERY), trials(tmp_path, layout), strict=False):

        def full(n: int, event: str, at: int = number) -> None:
            if n >= at and event in ("os.mkdir", "os.link", "os.symlink", "open"):
                raise OSError(28, "No space left on device")

        # When the disk is full from one step on
        end = in_a_copy(services, out, full)
        # Then readers have the guide that the operator was told of
        assert end in (ENDED, REFUSED)
        assert served(services, out / SITE) == (new if end == ENDED else old)
        if end == ENDED:
            break
        if number % EVERY:
            continue
        # And the next export ends well
        assert in_a_copy(services, out, lambda n, _: None) == ENDED
        assert served(services, out / SITE) == new
    assert number > 50
