"""The static export: a release as plain files, and the configuration a plain server needs."""

from pathlib import Path

from content.release.manifest import Pointer
from pwa.builder import Progress
from pwa.services import Services


class CannotExport(Exception):
    """The folder cannot take an export; the text is one sentence for an operator."""


def export_site(services: Services, folder: Path, *, progress: Progress) -> Pointer:
    raise CannotExport("not yet")
