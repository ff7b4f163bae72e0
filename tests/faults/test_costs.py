"""D5, D6, K1: what an edit, an update, a first visit and a rollback cost, in bytes and requests."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.release.digest import Digest
from tests.conftest import Built
from tests.faults import trials
from tests.faults.asking import check, state
from tests.faults.conftest import Editions, Engines
from tests.faults.editions import edition_of, opens_whole, served_by
from tests.faults.engines.chromium import Chromium
from tests.faults.engines.engine import opens
from tests.faults.fault_proxy import FaultProxy, Passed, bytes_of
from tests.faults.series import Series, series_of

HOME = "/en/"
KILOBYTE = 1024
RELEASES_BACK = 10
MOST_REQUESTS_FIRST = 10

# 3G on a bad day.
SLOW_LATENCY_S = 0.3
SLOW_BYTES_PER_S = 50_000.0
MOST_REQUESTS_UPDATE = 4


SAVES_DATA = (
    "Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } });"
)


@pytest.fixture(scope="module")
def long_series(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Series]:
    """A guide that was published ten times since its first release."""
    series = series_of(built.data, tmp_path_factory.mktemp("series"))
    for number in range(RELEASES_BACK):
        series.say(f"Word{number}qz", series.page(number % 3))
        series.publish()
    yield series
    series.server.kill()


def small(series: Series, digests: set[str]) -> int:
    """Return what objects take, compressed each by itself."""
    return sum(len(zlib.compress(series.store.read(Digest(one)), 9)) for one in digests)


def objects_of(series: Series, ending: str) -> set[str]:
    """Return the objects at the paths that end so, as phones keep them (in chunks, if they are)."""
    store = series.store
    return {
        digest
        for manifest in store.current().manifests.values()
        for path, entry in store.manifest(manifest).entries.items()
        if path.endswith(ending)
        for digest in (entry.chunks or (entry.object,))
    }


def lines_of(series: Series) -> dict[str, str]:
    """Return what the manifests say of each path."""
    store = series.store
    return {
        path: f"{path} {entry.object} {' '.join(entry.chunks)}\n"
        for manifest in store.current().manifests.values()
        for path, entry in store.manifest(manifest).entries.items()
    }


def shown(answers: list[Passed]) -> list[str]:
    """Return answers as a failure shows them."""
    return [f"{one.path[:30]} {one.wanted_for} {one.status} {one.body}" for one in answers]


def phone_of(engines: Engines, *, thrifty: bool) -> Chromium:
    """Return a phone; the app itself asks for news as well, and knows whether she saves data."""
    phone = engines("chromium")
    assert isinstance(phone, Chromium)
    if thrifty:
        phone.page.add_init_script(SAVES_DATA)
    return phone


def test_an_edited_page_costs_little_more_than_itself(
    series: Series, line: FaultProxy, engines: Engines
) -> None:
    """D5 at the size of the real guide; no news costs one 304."""
    # Given a phone that keeps the guide
    phone = engines("chromium")
    assert opens(phone, line.url + HOME)
    check(phone)
    pages, words = objects_of(series, ""), objects_of(series, "/words")
    # When nothing is new
    mark = line.mark()
    assert check(phone) == "same"
    # Then that costs one request and no body
    assert [(one.path, one.status, one.body) for one in line.since(mark)] == [("/release", 304, 0)]
    # When one page is edited
    series.say("Newwordqz", series.page(3))
    series.publish()
    mark = line.mark()
    assert check(phone) == "newer"
    # Then the phone fetches that page, what names it, and the words that have changed
    answers = list(line.since(mark))
    changed_words = objects_of(series, "/words") - words
    page = small(series, objects_of(series, "") - pages - changed_words)
    budget = page + small(series, changed_words) + KILOBYTE
    print(f"\none edit: {bytes_of(answers)} bytes in {len(answers)} requests, budget {budget} "
          f"(page {page}, words {small(series, changed_words)})")  # fmt: skip
    assert bytes_of(answers) <= budget, shown(answers)


@pytest.mark.parametrize("pages", [60, pytest.param(300, marks=pytest.mark.soak)])
def test_an_edited_page_of_many_costs_no_more(
    built: Built, tmp_path: Path, engines: Engines, pages: int
) -> None:
    """D5: the page's compressed object, the change of the manifest, and 1 KB; the search apart."""
    # Given a phone that keeps a large guide
    series = series_of(built.data, tmp_path, pages)
    line = FaultProxy(series.server.port)
    line.start()
    phone = engines("chromium")
    try:
        series.publish()
        assert opens(phone, line.url + HOME)
        check(phone)
        words, older = objects_of(series, "/words"), lines_of(series)
        # When one of its pages is edited
        series.say("Newwordqz", series.page(pages - 1))
        series.publish()
        mark = line.mark()
        assert check(phone) == "newer"
        answers = list(line.since(mark))
    finally:
        line.stop()
        series.server.kill()
    # Then it costs that page, the lines that name it, and the words that have changed
    changed = {path: line for path, line in lines_of(series).items() if older[path] != line}
    changed_words = objects_of(series, "/words") - words
    english = {
        line.split()[1]
        for path, line in changed.items()
        if path.startswith(HOME) and not path.endswith("/words")
    }
    own, search = small(series, english), small(series, changed_words)
    delta = len(zlib.compress("".join(changed.values()).encode(), 9))
    print(f"\none edit of {pages}: {bytes_of(answers)} bytes in {len(answers)} requests, budget "
          f"{own} + {delta} + {KILOBYTE}, words {search}")  # fmt: skip
    assert len(english) == 1
    assert bytes_of(answers) <= own + delta + KILOBYTE + search, shown(answers)


@pytest.mark.parametrize("thrifty", [False, True], ids=["all languages", "one language"])
def test_an_update_from_any_of_the_last_releases_takes_few_requests(
    long_series: Series, engines: Engines, thrifty: bool
) -> None:
    """D6: also from the tenth before; a first visit, the shell included, takes few as well.

    The ordinary run tries the nearest and the farthest, the long one tries all.
    """
    line = FaultProxy(long_series.server.port)
    several = range(RELEASES_BACK) if trials.factor() > 1 else (0, RELEASES_BACK - 1)
    for number in several:
        # Given a phone that keeps an older release
        phone = phone_of(engines, thrifty=thrifty)
        line.start()
        long_series.show(line, number)
        mark = line.mark()
        assert opens(phone, line.url + HOME)
        assert check(phone, thrifty=thrifty) in ("first", "same")
        first = list(line.since(mark))
        # When it learns of the last one
        long_series.show(line, None)
        mark = line.mark()
        assert check(phone, thrifty=thrifty) == "newer"
        answers = list(line.since(mark))
        print(f"\nfirst visit: {len(first)} requests, {bytes_of(first)} bytes; "
              f"{RELEASES_BACK - number} releases later: {len(answers)} requests, "
              f"{bytes_of(answers)} bytes")  # fmt: skip
        phone.new_tab()
        line.stop()
        # Then that took few requests, and the last release is there
        assert len(answers) <= MOST_REQUESTS_UPDATE, shown(answers)
        assert opens(phone, line.url + HOME)
        served_by(phone, [edition_of("the last", long_series.server.data)])
        phone.close()


@pytest.mark.parametrize(
    ("languages", "most"),
    [(["en", "fr", "ar"], MOST_REQUESTS_UPDATE), (["nl", "en", "fr", "ar"], 2)],
    ids=["some", "all"],
)
def test_an_update_of_the_languages_that_she_chose_takes_few_requests(
    series: Series, line: FaultProxy, engines: Engines, languages: list[str], most: int
) -> None:
    """D6: she saves data, and chose several languages; then each of their parts changes."""
    # Given a phone that keeps what she chose, and nothing else
    phone = phone_of(engines, thrifty=True)
    assert opens(phone, f"{line.url}/{languages[0]}/")
    for language in languages:
        check(phone, language, thrifty=True)
    assert set(state(phone)["languages"]) == set(languages)
    # When something of all of them is edited
    older = series.store.current().manifests
    series.say("Newwordqz", series.content / "pages" / "urgent-health" / "en.md")
    series.rename_first_door("Doorqz")
    series.publish()
    newer = series.store.current().manifests
    assert [part for part in ("core", *languages) if newer[part] == older[part]] == []
    mark = line.mark()
    assert check(phone, languages[0], thrifty=True) == "newer"
    # Then that took few requests, none of them for a single object
    answers = list(line.since(mark))
    print(f"\n{languages}: {len(answers)} requests, {bytes_of(answers)} bytes")
    assert len(answers) <= most, shown(answers)
    assert not [one for one in answers if one.path.startswith("/o/")], shown(answers)
    assert set(state(phone)["languages"]) == set(languages)


@pytest.mark.parametrize("is_slow", [False, True], ids=["quick", "slow"])
@pytest.mark.parametrize("thrifty", [False, True], ids=["all languages", "one language"])
def test_a_first_visit_takes_few_requests(
    network: FaultProxy, editions: Editions, engines: Engines, thrifty: bool, is_slow: bool
) -> None:
    """D6: the shell, the worker, the core, and the guide in her language or in all.

    On a slow network no more: there a line says how far it is, before its words could have come.
    """
    if is_slow:
        network.latency_s, network.bytes_per_s = SLOW_LATENCY_S, SLOW_BYTES_PER_S
    phone = phone_of(engines, thrifty=thrifty)
    assert opens(phone, network.url + HOME)
    assert check(phone, thrifty=thrifty) in ("first", "same")
    assert set(state(phone)["languages"]) == (
        {"en"} if thrifty else set(editions.old.parts) - {"core"}
    )
    answers = list(network.since(0))
    print(f"\nfirst visit: {len(answers)} requests, {bytes_of(answers)} bytes")
    assert len(answers) <= MOST_REQUESTS_FIRST, "\n".join(shown(answers))


def test_a_rollback_costs_a_phone_the_pointer_only(
    series: Series, line: FaultProxy, engines: Engines
) -> None:
    """K1: the old tree under a higher number; a phone that had it fetches none of it again."""
    # Given a phone that kept one release, then the next one
    phone = engines("chromium")
    old = series.note()
    assert opens(phone, line.url + HOME)
    check(phone)
    series.say("Mistakeqz", series.page(3))
    series.publish()
    assert check(phone) == "newer"
    # When the publisher goes back
    back = series.roll_back(old.id)
    mark = line.mark()
    assert check(phone) == "newer"
    # Then the phone does too, at once
    answers = list(line.since(mark))
    print(f"\nrollback: {bytes_of(answers)} bytes in {len(answers)} requests")
    manifests = small(series, set(series.store.current().manifests.values()))
    assert bytes_of(answers) <= manifests + KILOBYTE, shown(answers)
    assert {one.path for one in answers if one.path.startswith("/o/")} <= {
        f"/o/{digest}" for digest in series.store.current().manifests.values()
    }
    phone.new_tab()
    line.stop()
    assert opens(phone, line.url + HOME)
    assert opens_whole(phone, back)
    assert back.parts == old.parts
