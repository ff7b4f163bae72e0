"""Templates: nothing in them depends on who asks or when, and no sentence escapes the catalogue."""

import re
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from app import create_app
from tests.conftest import ROOT

TEMPLATES = sorted((ROOT / "pwa/templates").rglob("*.html"))

FORBIDDEN_NAMES = {"session", "g", "request", "config", "now", "csrf_token", "current_user",
                   "url_for", "get_flashed_messages", "today", "random"}  # fmt: skip


def parsed(path: Path) -> nodes.Template:
    return create_app().jinja_env.parse(path.read_text("utf-8"))


def without_comments(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_knows_no_reader_and_no_clock(path: Path) -> None:
    """R1: the page must be the same bytes for everyone."""
    names = {node.name for node in parsed(path).find_all(nodes.Name)}
    assert names & FORBIDDEN_NAMES == set()
    assert meta.find_undeclared_variables(parsed(path)) & FORBIDDEN_NAMES == set()
    assert not re.search(r"csrf|session|\bg\.", without_comments(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_turns_escaping_off_for_nothing_but_markup_of_ours(path: Path) -> None:
    """T2"""
    source = without_comments(path)
    assert "autoescape" not in source
    trusted = re.findall(r"(\S+)\s*\|\s*safe", source)
    assert all(re.fullmatch(r'\w+="<(time|bdi)></\1>"', one) for one in trusted), trusted


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_code(path: Path) -> None:
    """T1"""
    source = without_comments(path)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"<style|\son\w+=|\sstyle=|javascript:", source)
    assert not re.search(r"(src|href)=\"https?:", source)


# Names.
SAME_IN_EVERY_LANGUAGE = {"Android", "iPhone", "English"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_sentence_of_a_template_can_be_translated(path: Path) -> None:
    plain = re.sub(r"\{[{%].*?[%}]\}|<!--.*?-->", "", without_comments(path), flags=re.DOTALL)
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", " ", plain))
    assert set(words) <= SAME_IN_EVERY_LANGUAGE


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_part_that_is_called_says_how(path: Path) -> None:
    source = path.read_text("utf-8")
    if "{% macro" in source:
        assert source.lstrip().startswith("{#"), f"{path.name}: begin with a comment"
