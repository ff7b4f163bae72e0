"""Settings: each that cannot be used is one sentence, before anything is served."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from pwa.settings import BadSettings, Settings, load_settings
from tests.conftest import ROOT


def load(
    instance: Path,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    return load_settings(Path("/guide"), instance, environ or {}, overrides or {})


def test_without_any_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.content == Path("/guide/content")
    assert settings.data == tmp_path
    assert (settings.site_url, settings.keep) == ("http://127.0.0.1:8000", "automatic")


def test_each_source_overrules_the_one_before_it(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'site_url = "https://file.example"\nkeep = "ask"\ndata_dir = "/file"\n'
    )
    environ = {"PARASOL_SITE_URL": "https://environ.example", "PARASOL_DATA_DIR": "/environ"}
    settings = load(tmp_path, environ, {"data_dir": "/caller"})
    assert settings.keep == "ask"
    assert settings.site_url == "https://environ.example"
    assert settings.data == Path("/caller")


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    environ = {"PARASOL_SEED": "7", "KEEP": "never", "SITE_URL": "nonsense"}
    assert load(tmp_path, environ) == load(tmp_path)


FILES = {
    "an unknown key": ('site_ulr = "https://a.example"', "site_ulr"),
    "a wrong word": ('keep = "never"', "keep"),
    "a number for a text": ("site_url = 8000", "site_url"),
    "no TOML": ("site_url https://a.example", "settings.toml cannot be read"),
    "a key twice": ('keep = "ask"\nkeep = "ask"', "settings.toml cannot be read"),
    "an address without https": ('site_url = "guide.example"', "site_url"),
    "an address with a path": ('site_url = "https://a.example/guide"', "site_url"),
    "an address with a slash": ('site_url = "https://a.example/"', "site_url"),
    "an address with a question": ('site_url = "https://a.example?a"', "site_url"),
    "an address that is none": ('site_url = "https://"', "site_url"),
    "another scheme": ('site_url = "ftp://a.example"', "site_url"),
    "a script for an address": ('site_url = "javascript:alert()"', "site_url"),
    "an address with a mark": ('site_url = "https://a.example#a"', "site_url"),
    "an address with a name": ('site_url = "https://me:secret@a.example"', "site_url"),
    "an address with a space": ('site_url = "https://a .example"', "site_url"),
    "an address with a quote": ("site_url = 'https://a\".example'", "site_url"),
    "a broken address": ('site_url = "https://[a"', "site_url"),
    "an empty address": ('site_url = ""', "site_url"),
    "an empty folder": ('data_dir = ""', "data_dir"),
}


@pytest.mark.parametrize(("text", "words"), FILES.values(), ids=FILES)
def test_a_setting_that_cannot_be_used_is_one_sentence(
    text: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(BadSettings) as refused:
        load(tmp_path)
    sentence = str(refused.value)
    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert "secret" not in sentence


def test_a_file_that_is_not_utf_8_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"keep = \xff\xfe")
    with pytest.raises(BadSettings, match="settings.toml cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    "url", ["https://guide.example", "http://127.0.0.1:8000", "https://guide.example:8443",
            "http://[::1]:8000", "https://xn--caf-dma.example"],
)  # fmt: skip
def test_an_address_that_phones_can_open_is_taken(url: str, tmp_path: Path) -> None:
    assert load(tmp_path, {"PARASOL_SITE_URL": url}).site_url == url


# Through the real command line


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder like ours, with an instance folder of its own."""
    shutil.copy(ROOT / "app.py", tmp_path)
    for room in ("content", "pwa", "search_index", "service_worker"):
        (tmp_path / room).symlink_to(ROOT / room)
    (tmp_path / "instance").mkdir()
    return tmp_path


def command_line(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: v for name, v in os.environ.items() if not name.startswith("PARASOL_")}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *arguments],
        cwd=folder, env=kept, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [("content", "list"), ("--help",)])
def test_a_command_says_the_sentence_and_shows_no_code(
    arguments: tuple[str, ...], repository: Path
) -> None:
    (repository / "instance/settings.toml").write_text('keep = "never"')
    ended = command_line(repository, *arguments)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("The settings cannot be used: ")
    assert ended.stderr.count("\n") == 1


def test_a_good_file_is_read_by_the_command_line(repository: Path) -> None:
    """The guard of the test above."""
    (repository / "instance/settings.toml").write_text('keep = "ask"')
    ended = command_line(repository, "content", "list")
    assert ended.returncode == 0, ended.stderr
    assert "hh9x" in ended.stdout
    assert sorted(path.name for path in (repository / "instance").iterdir()) == ["settings.toml"]


def test_the_invisible_first_character_of_windows_editors_is_no_setting(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b'\xef\xbb\xbfkeep = "ask"\n')
    assert load_settings(ROOT, tmp_path, {}, {}).keep == "ask"
