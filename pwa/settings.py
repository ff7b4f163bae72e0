"""Settings of the reader's site: one frozen value, read once, failing with a sentence.

Sources, each overruling the one before: the defaults here, `instance/settings.toml`, environment
variables (`PARASOL_SITE_URL` for `site_url`), and what the caller passes. Every key is explained
in docs/operators.md.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert

ENVIRONMENT_PREFIX = "PARASOL_"

# A host, and a port if need be: the address is printed, and written into servers' configurations.
_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")

Folder = Annotated[str, Meta(min_length=1)]


class BadSettings(ValueError):
    """A setting that cannot be used; the text is one sentence for an operator."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What an operator may choose.

    `site_url` is the public address without a path, printed in QR codes. `keep` says whether a
    phone keeps the guide by itself or asks first. `content_dir` and `data_dir` are folders.
    """

    content_dir: Folder
    data_dir: Folder
    site_url: str = "http://127.0.0.1:8000"
    keep: Literal["automatic", "ask"] = "automatic"

    @property
    def content(self) -> Path:
        """The folder of the guide's files."""
        return Path(self.content_dir)

    @property
    def data(self) -> Path:
        """The folder for all that is made: build, releases, search indexes."""
        return Path(self.data_dir)


def load_settings(
    root: Path, instance: Path, environ: Mapping[str, str], overrides: Mapping[str, object]
) -> Settings:
    """Read the settings.

    Raises:
        BadSettings: a key is unknown, or a value cannot be used.
    """
    values: dict[str, object] = {"content_dir": str(root / "content"), "data_dir": str(instance)}
    values |= _from_file(instance / "settings.toml")
    values |= {
        name: environ[ENVIRONMENT_PREFIX + name.upper()]
        for name in Settings.__struct_fields__
        if ENVIRONMENT_PREFIX + name.upper() in environ
    }
    values |= overrides
    try:
        settings = convert(values, Settings)
    except ValidationError as error:
        raise BadSettings(f"The settings cannot be used: {error}.") from error
    _check_site_url(settings.site_url)
    return settings


def _from_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadSettings(f"{path.name} cannot be read: {error}.") from error


def _check_site_url(site_url: str) -> None:
    if not _ADDRESS.fullmatch(site_url):
        raise BadSettings(
            "The setting site_url cannot be used; write an address such as "
            "https://example.org, without a path or a slash at the end."
        )
