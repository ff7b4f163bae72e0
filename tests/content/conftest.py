"""The sample guide: small, whole and without fault, to be copied and broken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Built
from tests.content.released import Released

SAMPLE = Path(__file__).parent / "library"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample guide."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "library"))


@pytest.fixture
def change(sample: Path) -> Callable[[str, str, str], None]:
    """Replace the first `old` of a file of the copy by `new`; `old` must stand there."""

    def replace(file: str, old: str, new: str) -> None:
        path = sample / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return replace


@pytest.fixture(scope="session")
def released(built: Built) -> Released:
    """The release of the real content, read once."""
    return Released(built.app().extensions["guide"])
