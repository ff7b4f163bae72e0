"""Front matter: the YAML head of a page file, and the Markdown below it."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import yaml
from msgspec import Struct, ValidationError, convert

from content.memory import Memory
from content.model import SOURCE_LANGUAGE, Text

FENCE = "---"

# In bytes; the longest head of today needs a thirteenth.
LARGEST_HEAD = 16_384

# A head is two deep. The quick parser calls itself for each level, and ends the program when there
# are some ten thousand.
DEEPEST_HEAD = 10

# Signs that open or close something in Markdown. Its parser compares each of a paragraph with all
# the others; a page of today has a tenth of these between two blank lines.
OPENING_SIGNS = "[*_"
MOST_SIGNS = 1000


class BadFrontMatter(ValueError):
    """A page file whose head cannot be used. `line` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class EndlessText(BadFrontMatter):
    """A page file whose head or body would keep its parser busy for minutes."""


class Head(Struct, forbid_unknown_fields=True):
    """What an author may write between the fences; any other key is an error."""

    title: str
    summary: str
    keywords: list[str]
    source_hash: str = ""
    translation: Literal["", "reviewed", "draft"] = ""


@dataclass(frozen=True, slots=True)
class _Parts:
    head: str
    body: str
    body_line: int


class _Strict(yaml.constructor.SafeConstructor):
    """Refuses a key written twice; YAML would keep the last one in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping whose keys are all different."""
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue  # not a word; SafeLoader refuses it
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key “{key_node.value}” is written twice",
                    problem_mark=key_node.start_mark,
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


class _StrictLoader(_Strict, yaml.SafeLoader):
    """SafeLoader with one more refusal; it builds no objects."""


# The same with the parser in C, which most machines have and which takes an eighth of the time.
_QuickLoader = type("_QuickLoader", (_Strict, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})


def parse_text(source: str, *, file: str, language: str, heads: Memory[Head] | None = None) -> Text:
    """Read one page file; a head that `heads` knows is not parsed again.

    Raises:
        BadFrontMatter: the head is missing, not YAML, or holds a wrong, unknown or missing key.
        EndlessText: head or body holds more than any page needs.
    """
    source = source.removeprefix("\ufeff").replace("\r\n", "\n")
    parts = _split(source)
    _refuse_endless(parts)
    digest = hashlib.sha256(source.encode()).hexdigest()
    head = (heads or Memory()).get(digest, lambda: _read_head(parts.head))
    if (language == SOURCE_LANGUAGE) == bool(head.translation):
        raise BadFrontMatter(
            "translations, and only they, say “translation: draft” or “translation: reviewed”"
        )
    return Text(
        language=language,
        file=file,
        title=head.title.strip(),
        summary=head.summary.strip(),
        keywords=tuple(head.keywords),
        body=parts.body,
        body_line=parts.body_line,
        digest=digest,
        source_hash=head.source_hash,
        translation=head.translation or "source",
    )


def _split(source: str) -> _Parts:
    first, more, rest = source.partition("\n")
    if first.strip() != FENCE:
        raise BadFrontMatter("the file must begin with a line of three hyphens (---)")
    head, closed, body = f"\n{rest}\n".partition(f"\n{FENCE}\n")
    if not more or not closed:
        raise BadFrontMatter("the front matter is not closed by a line of three hyphens")
    return _Parts(head[1:], body[:-1], head.count("\n") + 3)


def _refuse_endless(parts: _Parts) -> None:
    if (size := len(parts.head.encode())) > LARGEST_HEAD:
        message = f"the front matter has {size} bytes (at most {LARGEST_HEAD}); shorten it"
        raise EndlessText(message)
    if _signs_in(parts.body) <= MOST_SIGNS:
        return
    begins, count = parts.body_line, 0
    for number, line in enumerate(parts.body.split("\n"), parts.body_line):
        begins, count = (begins, count + _signs_in(line)) if line.strip() else (number + 1, 0)
        if count > MOST_SIGNS:
            signs = f"{MOST_SIGNS} signs such as {' '.join(OPENING_SIGNS)}"
            message = f"more than {signs} stand here without a blank line between; remove them"
            raise EndlessText(message, begins)


def _signs_in(words: str) -> int:
    return sum(map(words.count, OPENING_SIGNS))


def _read_head(head: str) -> Head:
    try:
        values = _values_of(head)
    except BadFrontMatter:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise BadFrontMatter(error.problem or "this is not YAML", line) from error
    except yaml.YAMLError as error:
        raise BadFrontMatter("a character that YAML cannot hold stands here") from error
    except (ValueError, RecursionError, LookupError, AttributeError) as error:
        # A date that no calendar has, a number without end, brackets a thousand deep, and tags
        # such as “!!int ""” and “!!timestamp a” that PyYAML does not guard.
        raise BadFrontMatter(f"a value cannot be read: {error}", 2) from error
    try:
        return convert(values, Head)
    except ValidationError as error:
        raise _explained(str(error), head) from error
    except UnicodeError as error:
        raise BadFrontMatter("half a character stands in the name of a key") from error


def _values_of(head: str) -> object:
    """Read YAML; whatever the quick parser does not take, the other one explains, or takes."""
    _refuse_deep(head)
    with suppress(yaml.YAMLError, ValueError, RecursionError, LookupError, AttributeError):
        return yaml.load(head, Loader=_QuickLoader)  # noqa: S506 -- both build no objects
    return yaml.load(head, Loader=_StrictLoader)  # noqa: S506


def _refuse_deep(head: str) -> None:
    """Look how deep the head goes, which takes no depth itself; errors are left to the reading."""
    if _most_depth(head) <= DEEPEST_HEAD and not set(head) & set("&!"):
        return
    depth = 0
    with suppress(yaml.YAMLError):
        for event in yaml.parse(head, Loader=_QuickLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST_HEAD:
                message = (
                    f"brackets or lists stand {DEEPEST_HEAD} deep in each other here; remove them"
                )
                line = event.start_mark.line + 2 if event.start_mark else 1
                raise BadFrontMatter(message, line)


def _most_depth(head: str) -> int:
    """Return more than the depth of a head without anchors and tags: to parse it takes longer.

    Each level needs a bracket of its own, or a place further to the right.
    """
    leading = max((len(line) - len(line.lstrip(" -?:")) for line in head.splitlines()), default=0)
    return head.count("[") + head.count("{") + leading


def _explained(problem: str, head: str) -> BadFrontMatter:
    """Say which key is wrong, on which line, and what to do about it."""
    key = re.sub(r"^\$\.|\[.*", "", problem.split("`")[-2]) if "`" in problem else ""
    if "unknown field" in problem:
        advice = f"the key “{key}” is not known; correct its spelling or remove it"
    elif "missing required field" in problem:
        return BadFrontMatter(f"the key “{key}” is missing; add it")
    else:
        advice = f"the value of “{key}” cannot be used: {problem}"
    found = re.search(rf"^{re.escape(key)}\s*:", head, re.MULTILINE)
    return BadFrontMatter(advice, head.count("\n", 0, found.start()) + 2 if found else 1)
