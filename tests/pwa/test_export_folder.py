"""The folder of an export over time: older layouts, what is no longer needed, and who may read."""

import os
import stat
from pathlib import Path

import pytest

from content.release.digest import digest_of
from content.release.unneeded import DAY_SECONDS
from pwa.export_files import CannotExport
from pwa.export_folder import BEFORE
from pwa.exporting import export_site
from pwa.services import Services
from tests.pwa.exports import (
    LONG,
    NOW,
    PAGES,
    SCRIPT,
    as_before,
    export,
    missing_objects,
    opened_services,
    publish,
)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """Open a store without a release, beside a built worker."""
    return opened_services(tmp_path)


def test_an_export_of_an_earlier_version_goes_on_as_a_link(
    services: Services, tmp_path: Path
) -> None:
    # Given what an earlier version of this program wrote, and a file that somebody put there
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    as_before(tmp_path / "out")
    site, before, said = tmp_path / "out/site", tmp_path / "out" / BEFORE, list[str]()
    (site / "mine.txt").write_bytes(b"mine")
    held = {p.name: p.stat().st_ino for p in (site / "o").iterdir()}
    # When a newer release is exported
    newer = publish(services, {**PAGES, "/en/k3f9": (b"newer", "page")}, SCRIPT)
    export_site(services, tmp_path / "out", now=NOW, progress=said.append)
    # Then it is served through a link, with the objects that were there
    assert site.is_symlink()
    assert (site / "release").read_bytes() == newer.encode()
    assert held.items() <= {p.name: p.stat().st_ino for p in (site / "o").iterdir()}.items()
    # And the older folder stands aside, as the operator hears
    assert (before / "mine.txt").read_bytes() == b"mine"
    assert (before / "en/k3f9").read_bytes() == b"a page"
    assert any(str(before) in line for line in said)
    # And the next export says nothing of it
    said.clear()
    export_site(services, tmp_path / "out", now=NOW, progress=said.append)
    assert not any(BEFORE in line for line in said)


def test_a_folder_in_the_way_of_the_older_one_is_named(services: Services, tmp_path: Path) -> None:
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    as_before(tmp_path / "out")
    (tmp_path / "out" / BEFORE).mkdir()
    with pytest.raises(CannotExport, match="is in the way"):
        export(services, tmp_path / "out")
    assert missing_objects(tmp_path / "out/site") == set()
    assert list((tmp_path / "out/versions").iterdir()) == []


def test_what_no_release_names_goes_after_a_day(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an export, and much later one of a release that remembers no other
    monkeypatch.setattr("pwa.export_contents.RELEASES_REMEMBERED", 1)
    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out", NOW)
    objects, later = tmp_path / "out/site/o", NOW + 30 * DAY_SECONDS
    older = {path.name for path in objects.iterdir()}
    publish(services, {**PAGES, "/en/": (b"short", "page")}, b"new();" * 40)
    export(services, tmp_path / "out", later)
    newer = {path.name for path in objects.iterdir()} - older
    # When less than a day has passed, then phones and windows still have it all
    export(services, tmp_path / "out", later + DAY_SECONDS - 1)
    assert older <= {path.name for path in objects.iterdir()}
    # When a day has passed, then it is gone, with its encodings and its typed copies
    export(services, tmp_path / "out", later + DAY_SECONDS)
    assert newer <= {path.name for path in objects.iterdir()}
    for name in (digest_of(LONG), digest_of(SCRIPT)):
        assert list(objects.glob(f"{name}*")) == []
    assert missing_objects(tmp_path / "out/site") == set()


def test_what_is_named_again_counts_anew(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.export_contents.RELEASES_REMEMBERED", 1)
    day = 0
    for words in (LONG, b"short", LONG, b"short"):
        publish(services, {**PAGES, "/en/": (words, "page")}, SCRIPT)
        export(services, tmp_path / "out", NOW + day)
        day += DAY_SECONDS - 1
    assert (tmp_path / "out/site/o" / digest_of(LONG)).exists()


def test_a_folder_does_not_grow_with_the_number_of_exports(
    services: Services, tmp_path: Path
) -> None:
    counts = []
    for number in range(26):
        page = b"words of release %d" % number
        publish(services, {**PAGES, "/en/k3f9": (page, "page")}, SCRIPT)
        export(services, tmp_path / "out", NOW + 2 * number * DAY_SECONDS)
        counts.append(sum(path.is_file() for path in (tmp_path / "out").rglob("*")))
    assert counts[15] == counts[25]


@pytest.mark.parametrize("umask", [0o077, 0o027, 0o022])
def test_a_web_server_may_read_all_whatever_the_umask(
    services: Services, tmp_path: Path, umask: int
) -> None:
    publish(services, PAGES, SCRIPT)
    (tmp_path / "mine").mkdir(mode=0o710)
    before = os.umask(umask)
    try:
        export(services, tmp_path / "mine/made/out")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o710, "it is the operator's"
    for path in (tmp_path / "mine/made", *(tmp_path / "mine/made").rglob("*")):
        if path.name != "building.lock" and not path.is_symlink():
            wanted = 0o755 if path.is_dir() else 0o644
            assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_where_no_second_name_can_be_given_files_are_copied(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    publish(services, PAGES, SCRIPT)
    export(services, tmp_path / "out")
    times = {p.name: p.stat().st_mtime for p in (tmp_path / "out/site/o").iterdir()}
    monkeypatch.setattr("os.link", refuse)
    export(services, tmp_path / "out")
    assert {p.name: p.stat().st_mtime for p in (tmp_path / "out/site/o").iterdir()} == times
    assert missing_objects(tmp_path / "out/site") == set()
