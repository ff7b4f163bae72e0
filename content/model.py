"""The values the guide is made of. Frozen, typed, and refusing any key they do not know."""

import datetime
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

# A text in several languages, by language code.
Localized = dict[str, str]

SOURCE_LANGUAGE = "en"

Publish = Literal["yes", "call"]


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of languages.toml. `complete` languages must have every page."""

    endonym: str
    direction: Literal["ltr", "rtl"]
    line: str
    complete: bool = False
    fallback: str = ""


class Topic(Struct, frozen=True, forbid_unknown_fields=True):
    """A shelf of the guide: its pages in reading order."""

    id: str
    key: str
    pictogram: str
    title: Localized
    line: Localized
    pages: list[str]


class Door(Struct, frozen=True, forbid_unknown_fields=True):
    """An emergency entry of the first page."""

    page: str
    pictogram: str
    title: Localized


class ExitSite(Struct, frozen=True, forbid_unknown_fields=True):
    """An everyday site that the exit opens in one language."""

    language: str
    url: str


class Publisher(Struct, frozen=True, forbid_unknown_fields=True):
    """Who publishes this copy. `endorsed_by` is empty until an organisation agreed in writing."""

    site_name: str
    name: str
    exit_sites: list[ExitSite]
    endorsed_by: str = ""
    contact_email: str = ""


class Figure(Struct, frozen=True, forbid_unknown_fields=True):
    """A price, delay, limit, count or date that texts quote. `unit` belongs to durations.

    `value` is in `unit`s, in `currency`, a plain count, or a date as precise as its source:
    `2024-12-01`, `2022-06` or `2022`.
    """

    kind: Literal["money", "duration", "count", "date"]
    value: int | float | str
    sources: list[str]
    confidence: Literal["V1", "V2", "FAQ"]
    as_of: str
    fact: str = ""
    unit: Literal["", "minute", "hour", "day", "week", "month", "year"] = ""
    currency: str = ""


class Evidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a field of a contact may be believed, and whether it may be shown."""

    sources: list[str]
    confidence: Literal["V1", "V2"]
    publish: Publish


class TextField(Evidence, frozen=True, forbid_unknown_fields=True):
    """A number, e-mail, site or address as people write it."""

    value: str


class HoursField(Evidence, frozen=True, forbid_unknown_fields=True):
    """`always` (day and night, every day), or rows such as `mon-fri 09:00-17:00`."""

    value: Literal["always"] | list[str]


class CostField(Evidence, frozen=True, forbid_unknown_fields=True):
    """What a call costs."""

    value: Literal["free", "paid"]


class BillField(Evidence, frozen=True, forbid_unknown_fields=True):
    """Whether a call shows on the phone bill."""

    value: Literal["not-shown", "shown"]


class AnonymousField(Evidence, frozen=True, forbid_unknown_fields=True):
    """Whether a caller may stay unnamed."""

    value: Literal["yes", "no", "if-wanted", "confidential"]


class LanguagesField(Evidence, frozen=True, forbid_unknown_fields=True):
    """Codes of the languages that are spoken there."""

    value: list[str]


class Contact(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody to turn to. `statutory` numbers (112, 101) are never labelled as unchecked."""

    name: str | Localized
    purpose: Localized
    note: Localized = field(default_factory=dict)
    statutory: bool = False
    facts: list[str] = field(default_factory=list)
    number: TextField | None = None
    email: TextField | None = None
    site: TextField | None = None
    address: TextField | None = None
    hours: HoursField | None = None
    cost: CostField | None = None
    bill: BillField | None = None
    anonymous: AnonymousField | None = None
    languages: LanguagesField | None = None
    verified_on: datetime.date | None = None
    verified_by: str = ""
    method: str = ""
    expires_on: datetime.date | None = None

    def shown(self) -> "Contact":
        """Return this contact without the fields that nobody may see yet."""
        hidden = {
            name: None
            for name in EVIDENCED_FIELDS
            if (held := getattr(self, name)) is not None and held.publish != "yes"
        }
        return replace(self, **hidden)

    @property
    def is_hidden(self) -> bool:
        """Whether this contact has fields, and none of them may be shown yet."""
        held = [getattr(self, name) for name in EVIDENCED_FIELDS]
        present = [field for field in held if field is not None]
        return bool(present) and all(field.publish != "yes" for field in present)


EVIDENCED_FIELDS = (
    "number", "email", "site", "address", "hours", "cost", "bill", "anonymous", "languages",
)  # fmt: skip


class Text(Struct, frozen=True):
    """One page in one language, as its file says it. `body` is Markdown from `body_line` on.

    `digest` is the SHA-256 of the file with LF line ends; `source_hash` is that of the English
    file when this translation was made (empty in English).
    """

    language: str
    file: str
    title: str
    summary: str
    keywords: tuple[str, ...]
    body: str
    body_line: int
    digest: str
    source_hash: str = ""
    translation: Literal["source", "reviewed", "draft"] = "source"


class Page(Struct, frozen=True):
    """One page in all its languages. `tier` 0 is an emergency page."""

    id: str
    key: str
    topic: str
    tier: int
    facts: tuple[str, ...]
    texts: Mapping[str, Text]

    def state(self, language: str) -> str:
        """Return `source`, `reviewed`, `draft` or `outdated` for a language the page has."""
        text = self.texts[language]
        source = self.texts.get(SOURCE_LANGUAGE)
        if text.source_hash and source and text.source_hash != source.digest:
            return "outdated"
        return text.translation


class Synonym(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that people type, and the words that the guide uses for them; each a single word."""

    typed: list[str]
    means: list[str]


class Urgent(Struct, frozen=True, forbid_unknown_fields=True):
    """The words that lead to an emergency page: phrases anywhere in a question, or being all of it,
    and groups of words that stand near one another ("knife/gun me/her").
    """

    page: str
    contains: list[str]
    alone: list[str] = []
    together: list[str] = []


class Speech(Struct, frozen=True, forbid_unknown_fields=True):
    """How people write in need: small words, endings, spellings (docs/authors.md tells of each)."""

    fillers: list[str] = []
    around: list[str] = []
    asking: list[str] = []
    negations: list[str] = []
    everyday: list[str] = []
    endings: list[str] = []
    elisions: list[str] = []
    same: dict[str, list[str]] = {}


class Wordings(Struct, frozen=True):
    """What one language's two files say, in file order."""

    synonyms: tuple[Synonym, ...] = ()
    urgent: tuple[Urgent, ...] = ()
    speech: tuple[Speech, ...] = ()


class Library(Struct, frozen=True):
    """The whole guide, read once. Mappings keep the order of their files."""

    languages: Mapping[str, Language]
    topics: tuple[Topic, ...]
    doors: tuple[Door, ...]
    publisher: Publisher
    contacts: Mapping[str, Contact]
    figures: Mapping[str, Figure]
    pages: Mapping[str, Page]
    wordings: Mapping[str, Wordings] = field(default_factory=dict)

    def in_language(self, language: str) -> list[Page]:
        """List the pages a language has, in the guide's reading order, each once."""
        order = dict.fromkeys(page_id for topic in self.topics for page_id in topic.pages)
        known = (self.pages[page_id] for page_id in order if page_id in self.pages)
        return [page for page in known if language in page.texts]
