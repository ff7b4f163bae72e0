"""Building with what the last build made, and in two processes: faster, and the same release."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.big_guide import write_guide
from content.release.digest import Digest
from content.release.packs import stored_packs
from content.release.store import ReleaseStore
from pwa.build_tasks import BuildSearch
from pwa.builder import ContentRefused
from pwa.rendering import Renderer
from tests.conftest import NOW, Built
from tests.pwa.copies import Copy, check_whole, copy_of_sample


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Copy:
    copy = copy_of_sample(built, tmp_path)
    copy.build()
    return copy


def from_nothing(copy: Copy, folder: Path, processes: int = 1) -> str:
    """Build the same content in another folder that has never seen a build."""
    shutil.copytree(copy.data / "build", folder / "build")
    return Copy(copy.content, folder).build(processes=processes)


def another_script(copy: Copy) -> None:
    copy.put_built("reader.js", b"// other")


def a_page_more(copy: Copy) -> None:
    shutil.copytree(copy.content / "pages/stay", copy.content / "pages/more")
    copy.edit("pages/more/page.toml", "bb22", "dd44")
    for code in ("en", "fr"):
        copy.edit(f"pages/more/{code}.md", "title: ", "title: More. ")
    copy.edit("topics.toml", '"stay"]', '"stay", "more"]')


EDITS: dict[str, Callable[[Copy], None]] = {
    "a text": lambda copy: copy.edit("pages/stay/fr.md", "Demande", "Pose la question"),
    "the English of it": lambda copy: copy.edit("pages/stay/en.md", "\n---\n", "\n---\nSo.\n\n"),
    "a title": lambda copy: copy.edit("pages/danger/en.md", "title: ", "title: So, "),
    "a summary": lambda copy: copy.edit("pages/danger/fr.md", "summary: ", "summary: Bon, "),
    "a review": lambda copy: copy.edit("pages/stay/fr.md", "reviewed", "draft"),
    "an address": lambda copy: copy.edit("pages/stay/page.toml", "bb22", "bb23"),
    "a tier": lambda copy: copy.edit("pages/stay/page.toml", "tier = 1", "tier = 0"),
    "a contact": lambda copy: copy.edit("contacts.toml", '"Ambulance and', '"An ambulance and'),
    "a figure": lambda copy: copy.edit("figures.toml", "value = 3", "value = 4"),
    "a topic": lambda copy: copy.edit("topics.toml", '"What comes first."', '"What comes."'),
    "the order": lambda copy: copy.edit("topics.toml", '"danger", "stay"', '"stay", "danger"'),
    "the site's name": lambda copy: copy.edit("publisher.toml", '"Info"', '"Notes"'),
    "an exit": lambda copy: copy.edit("publisher.toml", 'url = "https://', 'url = "https://m.'),
    "a language's name": lambda copy: copy.edit("languages.toml", '"Français"', '"Le français"'),
    "one page more": a_page_more,
    "a script": another_script,
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_what_was_kept_never_shows_in_the_release(edit: str, copy: Copy, tmp_path: Path) -> None:
    """D10: after any edit, a build with a memory gives the same id as one from nothing."""
    before = copy.services.store.current().id
    EDITS[edit](copy)
    after = copy.build(now=NOW + 60)
    assert after != before
    assert after == from_nothing(copy, tmp_path / "nothing")
    check_whole(copy.services.store)


def test_an_index_of_older_code_is_replaced_in_the_same_release(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer program may keep indexes otherwise; the release that phones have need not change."""
    before = copy.services.store.current().id
    stray = copy.services.search_dir(before) / "en" / "stray"
    stray.touch()
    assert copy.build() == before
    assert stray.exists()  # nothing says that the index is not as it was made
    monkeypatch.setattr("pwa.builder.code_digest", lambda: "newer")
    assert copy.build() == before
    assert not stray.exists()
    assert [folder.name for folder in stray.parents[2].iterdir()] == [before]


def test_another_public_address_is_another_release_whatever_was_kept(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copy.build()
    monkeypatch.setattr("tests.pwa.copies.SITE_URL", "https://other.example")
    assert copy.build() != before


def test_two_processes_make_the_same_release_and_the_same_search(
    built: Built, tmp_path: Path
) -> None:
    """D10: a bigger guide, so that each process does some of everything."""
    write_guide(tmp_path / "content", 40)
    guide = Copy(tmp_path / "content", tmp_path / "one")
    shutil.copytree(built.data / "build", guide.data / "build")
    alone = guide.build(processes=1)
    assert from_nothing(guide, tmp_path / "two", processes=2) == alone
    check_whole(Copy(guide.content, tmp_path / "two").services.store)
    for code in ("en", "fr", "nl", "ar"):
        texts = f"search/{alone}/{code}.json"
        assert (tmp_path / "one" / texts).read_bytes() == (tmp_path / "two" / texts).read_bytes()
    packs = [stored_packs(ReleaseStore(tmp_path / one / "releases")) for one in ("one", "two")]
    assert packs[0]
    for one, two in zip(*packs, strict=True):
        assert (one.name, one.read_bytes()) == (two.name, two.read_bytes())
    found = Copy(guide.content, tmp_path / "two").client().post("/en/search", data={"q": "police"})
    assert b'href="/en/' in found.data


def test_an_error_found_in_another_process_is_the_same_refusal(copy: Copy) -> None:
    copy.edit("pages/stay/en.md", "{contact:", "{contact:not-")
    for processes in (1, 2):
        with pytest.raises(ContentRefused) as refused:
            copy.build(processes=processes)
        (finding,) = refused.value.findings
        assert (finding.code, finding.file) == ("unknown-contact", "pages/stay/en.md")


@pytest.mark.parametrize("processes", [1, 2])
def test_all_errors_are_listed_however_early_the_first_one_was_found(
    built: Built, tmp_path: Path, processes: int
) -> None:
    """Nothing more is made after an error, but the other texts are checked."""
    write_guide(tmp_path / "content", 60)
    guide = Copy(tmp_path / "content", tmp_path / "data")
    shutil.copytree(built.data / "build", guide.data / "build")
    wrong = [f"pages/{place}.md" for place in ("abortion/en", "made-00003/fr", "volunteer/nl")]
    for file in wrong:
        path = guide.content / file
        path.write_text(path.read_text("utf-8") + "\n{contact:nobody}\n", "utf-8")
    with pytest.raises(ContentRefused) as refused:
        guide.build(processes=processes)
    assert sorted({finding.file for finding in refused.value.findings}) == wrong
    # And nothing is left of what was made before
    assert not list((guide.data / "releases").glob("*"))
    assert not list((guide.data / "cache").glob("*"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the tasks of the next builds make."""
    names: list[str] = []
    page, lists, search = Renderer.page, Renderer.language_leaves, BuildSearch.do

    def note_page(self: Renderer, code: str, page_id: str) -> object:
        names.append(f"{code}/{page_id}")
        return page(self, code, page_id)

    def note_lists(self: Renderer, code: str) -> object:
        names.append(f"{code}/lists")
        return lists(self, code)

    def note_search(self: BuildSearch, hand: object) -> object:
        names.append(f"{self.code}/search")
        return search(self, hand)  # type: ignore[arg-type]

    monkeypatch.setattr(Renderer, "page", note_page)
    monkeypatch.setattr(Renderer, "language_leaves", note_lists)
    monkeypatch.setattr(BuildSearch, "do", note_search)
    return names


def test_one_edit_makes_what_changed_and_nothing_else(copy: Copy, made: list[str]) -> None:
    copy.build(now=NOW + 1)
    assert made == []
    copy.edit("pages/stay/fr.md", "Demande", "Pose la question")
    copy.build(now=NOW + 2)
    assert sorted(made) == ["fr/search", "fr/stay"]


def test_a_title_makes_the_lists_that_may_show_it(copy: Copy, made: list[str]) -> None:
    """One text of lists has all languages: where a page is missing, another language stands in."""
    copy.edit("pages/stay/fr.md", "title: ", "title: Bon, ")
    copy.build(now=NOW + 1)
    assert {"en/lists", "fr/lists", "fr/stay"} <= set(made)
    made.clear()
    copy.edit("pages/stay/fr.md", "Demande", "Pose la question")
    copy.build(now=NOW + 2)
    assert sorted(made) == ["fr/search", "fr/stay"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(file.read_bytes()[:-9]),
        lambda file: file.write_bytes(b"\x00\xff" * 99),
        lambda file: file.write_bytes(file.read_bytes().replace(b'"size":', b'"size":1', 1)),
        lambda file: (file.unlink(), file.mkdir()),
    ],
)
def test_without_its_memory_or_with_a_damaged_one_a_build_gives_the_same(
    damage: Callable[[Path], object], copy: Copy, made: list[str]
) -> None:
    before = copy.services.store.current()
    damage(copy.data / "cache/build.json")
    assert copy.build(now=NOW + 60) == before.id
    assert len([name for name in made if not name.endswith("lists")]) == 6
    assert check_whole(copy.services.store) == before


def test_an_object_that_the_store_lost_is_made_again(copy: Copy) -> None:
    before = copy.services.store.current()
    entry = copy.services.current.tree().paths["/en/bb22"].entry
    copy.services.store.path_of(Digest(entry.object)).unlink()
    assert copy.build(now=NOW + 60) == before.id
    check_whole(copy.services.store)


def test_a_search_folder_that_was_lost_is_made_again(copy: Copy) -> None:
    shutil.rmtree(copy.data / "search")
    copy.build(now=NOW + 60)
    assert b"/en/bb22" in copy.client().post("/en/search", data={"q": "stay"}).data


def test_the_memory_is_as_large_as_the_guide_and_no_larger(copy: Copy) -> None:
    for number in range(4):
        copy.edit("pages/stay/fr.md", "Demande", "Demander")
        copy.build(now=NOW + number)
    data = (copy.data / "cache/build.json").read_bytes().partition(b"\n")[2]
    kept = json.loads(data)
    # Beside the pages and searches, the lists of the core and of each language.
    assert (len(kept["entries"]), len(kept["indexes"]), len(kept["groups"])) == (6, 2, 3)


def test_what_a_killed_build_left_half_written_of_its_memory_is_removed(copy: Copy) -> None:
    half = copy.data / "cache/.new-abc"
    half.write_bytes(b"half a memory")
    copy.build(now=NOW + 1)
    assert not half.exists()


def test_a_build_mends_a_damaged_pointer(copy: Copy) -> None:
    """Readers without a worker get errors until then, and an operator the advice to build."""
    whole = copy.services.store.current()
    copy.services.store.current_path.write_bytes(b"{")
    assert copy.build(now=NOW + 1) == whole.id
    mended = check_whole(copy.services.store)
    assert mended.sequence > whole.sequence
