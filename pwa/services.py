"""What the views need from outside: settings, the release store and the current release."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from content.release.store import ReleaseStore
from pwa.current import CurrentRelease
from pwa.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """Opened lazily: making one touches no disk."""

    settings: Settings
    store: ReleaseStore
    current: CurrentRelease

    @property
    def build_dir(self) -> Path:
        """Where the joined scripts and stylesheets are built."""
        return self.settings.data / "build"

    def search_dir(self, release_id: str) -> Path:
        """Where the Whoosh indexes of a release stand, one folder per language."""
        return self.settings.data / "search" / release_id


def open_services(settings: Settings) -> Services:
    """Make the services for `settings`."""
    store = ReleaseStore(settings.data / "releases")
    return Services(settings, store, CurrentRelease(store))


def services() -> Services:
    """Return the services of the application that answers now."""
    found: Services = current_app.extensions["guide"]
    return found
