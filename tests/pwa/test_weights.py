"""L1: what a phone downloads of the shipped guide; bench/weights.py prints the same figures."""

import pytest

from bench.weights import ENCODINGS, emergency_pages, first_visit
from tests.conftest import Built

KILOBYTE = 1000
FIRST_VIEW = 14 * KILOBYTE
SCRIPTS = 45 * KILOBYTE
FIRST_VISIT = 150 * KILOBYTE
EMERGENCY_PAGES = 12 * KILOBYTE
LANGUAGES = ("ar", "en", "fr", "nl")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_is_light(language: str, encoding: str, built: Built) -> None:
    """L1, in what browsers take over http and over https."""
    view, scripts, visit = first_visit(built.app(), language, encoding).values()
    print(f"{language}, {encoding}: {view} + {scripts} bytes, {visit} in all")
    assert 0 < view <= FIRST_VIEW
    assert 0 < scripts <= SCRIPTS
    assert view + scripts < visit <= FIRST_VISIT


@pytest.mark.parametrize("language", LANGUAGES)
def test_emergency_pages_of_a_further_language_are_light(language: str, built: Built) -> None:
    """L1, for a phone that has those of the others."""
    size = emergency_pages(built.app().extensions["guide"].store, language)
    print(f"{language}: {size} bytes")
    assert 0 < size <= EMERGENCY_PAGES
