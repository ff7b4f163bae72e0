"""The released guide, for tests that read all of it."""

import pytest

from tests.conftest import Built
from tests.content.released import Released


@pytest.fixture(scope="session")
def released(built: Built) -> Released:
    """The release of the real content, read once."""
    return Released(built.app().extensions["guide"])
