"""An export from a store that is damaged: the guide in force is whole, or it is refused."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from content.release.digest import Digest, digest_of
from content.release.manifest import CORE, Pointer
from content.release.packs import build_packs, stored_packs
from content.release.unneeded import DAY_SECONDS
from pwa.export_files import CannotExport
from pwa.exporting import export_site
from pwa.services import Services
from service_worker import SCRIPT_FILE
from tests.pwa.exports import (
    LONG,
    NOW,
    PAGES,
    SCRIPT,
    export,
    missing_objects,
    opened_services,
    publish,
    silent,
)

NEWER = {**PAGES, "/en/": (b"short", "page")}

DAMAGES: dict[str, Callable[[Path], None]] = {
    "missing": Path.unlink,
    "empty": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
}


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """Open a store without a release, beside a built worker."""
    return opened_services(tmp_path)


@pytest.fixture(params=DAMAGES)
def damage(request: pytest.FixtureRequest) -> Callable[[Path], None]:
    """Return what damages a file."""
    return DAMAGES[request.param]


def said(services: Services, folder: Path, now: float = NOW) -> str:
    """Export, and return what the operator reads."""
    lines: list[str] = []
    export_site(services, folder, now=now, progress=lines.append)
    return "\n".join(lines)


def core_of(services: Services, pointer: Pointer) -> Path:
    return services.store.path_of(pointer.manifests[CORE])


def test_an_earlier_release_that_cannot_be_read_is_passed_over(
    services: Services, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    # Given two exported releases, and a damaged manifest of the first
    older = publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    newer = publish(services, NEWER, b"new();" * 40)
    damage(core_of(services, older))
    # When the second is exported, then it is whole, and the operator hears what was left out
    lines = said(services, tmp_path / "out")
    assert (tmp_path / "out/site/release").read_bytes() == newer.encode()
    assert missing_objects(tmp_path / "out/site") == set()
    assert f"the earlier release {older.id} was passed over" in lines
    assert "Nothing needs to be done" in lines
    # And while nobody knows what the first one names, nothing of it goes
    said(services, tmp_path / "out", NOW + 30 * DAY_SECONDS)
    assert (tmp_path / "out/site/o" / f"{digest_of(SCRIPT)}.js").exists()


def test_an_object_of_an_earlier_release_that_is_gone_is_passed_over(
    services: Services, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    publish(services, PAGES, SCRIPT)
    newer = publish(services, NEWER, SCRIPT)
    damage(services.store.path_of(digest_of(LONG)))
    assert "An object of an earlier release was passed over" in said(services, tmp_path / "out")
    assert (tmp_path / "out/site/release").read_bytes() == newer.encode()
    assert missing_objects(tmp_path / "out/site") == set()
    assert list((tmp_path / "out/site/o").glob(f"{digest_of(LONG)}*")) == []


@pytest.mark.parametrize("which", ["manifest", "object"])
def test_the_release_in_force_must_be_whole(
    services: Services, tmp_path: Path, damage: Callable[[Path], None], which: str
) -> None:
    older = publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    newer = publish(services, NEWER, b"new();" * 40)
    gone: Digest = newer.manifests[CORE] if which == "manifest" else digest_of(b"short")
    damage(services.store.path_of(gone))
    with pytest.raises(CannotExport) as refused:
        export(services, tmp_path / "out")
    assert str(services.store.path_of(gone)) in str(refused.value)
    assert "release build" in str(refused.value)
    assert (tmp_path / "out/site/release").read_bytes() == older.encode()
    assert missing_objects(tmp_path / "out/site") == set()


@pytest.mark.parametrize("suffix", [".br", ".gz"])
def test_a_damaged_encoding_is_made_anew(
    services: Services, tmp_path: Path, damage: Callable[[Path], None], suffix: str
) -> None:
    publish(services, PAGES, SCRIPT)
    held = services.store.path_of(digest_of(LONG))
    source = held.with_name(held.name + suffix)
    before = source.read_bytes()
    damage(source)
    lines = said(services, tmp_path / "out")
    beside = tmp_path / f"out/site/en/index.html{suffix}"
    if source.exists():
        assert f"{source} is damaged" in lines
        assert beside.read_bytes() == before
    else:
        assert not beside.exists(), "without an encoding the object itself is sent"


def test_an_encoding_of_something_else_is_made_anew(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    held = services.store.path_of(digest_of(LONG))
    held.with_name(held.name + ".gz").write_bytes(gzip.compress(b"something else"))
    assert "is damaged" in said(services, tmp_path / "out")
    assert gzip.decompress((tmp_path / "out/site/en/index.html.gz").read_bytes()) == LONG


def test_a_damaged_pack_is_left_out(
    services: Services, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    pointer = publish(services, PAGES, SCRIPT)
    build_packs(services.store, pointer.manifests, silent)
    export(services, tmp_path / "out")
    (pack,) = stored_packs(services.store)
    assert (tmp_path / "out/site/pack" / pack.name).read_bytes() == pack.read_bytes()
    damage(pack)
    lines = said(services, tmp_path / "out")
    assert (f"{pack} is damaged and was left out" in lines) == pack.exists()
    assert not (tmp_path / "out/site/pack" / pack.name).exists()
    assert missing_objects(tmp_path / "out/site") == set()


@pytest.mark.parametrize("harm", [b"", b"the wor"], ids=["empty", "cut"])
def test_a_damaged_worker_is_refused(services: Services, tmp_path: Path, harm: bytes) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    (services.build_dir / SCRIPT_FILE).write_bytes(harm)
    with pytest.raises(CannotExport, match="is not what was built.* bundles build"):
        export(services, tmp_path / "out")
    assert (tmp_path / "out/site/sw.js").read_bytes() == b"the worker"


def test_an_empty_script_is_refused(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    publish(services, PAGES, b"")
    with pytest.raises(CannotExport, match="is empty.* bundles build"):
        export(services, tmp_path / "out")
    assert (tmp_path / "out/site/o" / f"{digest_of(SCRIPT)}.js").read_bytes() == SCRIPT
