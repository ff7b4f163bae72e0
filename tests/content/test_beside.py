"""Work beside the build, tried in a process that has no threads."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

TESTS = Path(__file__).with_name("beside_alone.py")


def test_work_beside_the_build_is_waited_for_told_of_and_ended_with_it() -> None:
    """L5, C1, C2: `beside_alone.py` says each by itself."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TESTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
