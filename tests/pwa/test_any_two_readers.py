"""Any two readers get the same bytes, and nothing that they send is answered, kept or told.

Random trials print their seed; PARASOL_SEED=... runs them again.
"""

import os
import random
import string
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.content.released import Released

SEED = int(os.environ.get("PARASOL_SEED") or random.randrange(2**32))

# For every address, and for each of the sample.
VARIATIONS, OF_THE_SAMPLE = 5, 200
SAMPLE = ("/", "/en/", "/ar/hh9x", "/nl/404", "/x/1", "/release", "/sw.js", "/erase")

AGENTS = ("", "curl/8.5", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4) Safari/604.1",
          "Mozilla/5.0 (Linux; Android 10; K) Chrome/128", "Googlebot/2.1", "\u00e9")  # fmt: skip
LANGUAGES = ("", "fr-BE,fr;q=0.9,en;q=0.5", "ar", "nl", "*", "xx;q=zz", "en-US,en;q=0.9,de;q=0.8")


@pytest.fixture
def chance() -> random.Random:
    print(f"PARASOL_SEED={SEED}")
    return random.Random(SEED)


def words(chance: random.Random, longest: int = 30) -> str:
    letters = string.ascii_letters + string.digits + "-_=;/. %"
    return "".join(chance.choices(letters, k=chance.randint(1, longest)))


def a_reader(chance: random.Random) -> dict[str, str]:
    """The headers of somebody: each may be there or not."""
    somebody = {
        "User-Agent": chance.choice(AGENTS),
        "Accept-Language": chance.choice(LANGUAGES),
        "Cookie": f"session={words(chance)}; lang=fr; {words(chance)}",
        "Referer": f"https://{words(chance, 9).replace(' ', '')}.example/{words(chance)}",
        "X-Forwarded-For": f"127.{chance.randint(0, 255)}.0.1, {words(chance, 9)}",
        "X-Forwarded-Proto": chance.choice(("http", "https")),
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=127.9.9.9;host=evil.example;proto=https",
        "Authorization": f"Basic {words(chance)}",
        "Accept": chance.choice(("*/*", "application/json", "text/html", "image/webp")),
        "DNT": "1",
        "Save-Data": "on",
        "Origin": "https://evil.example",
        "If-Modified-Since": "Wed, 21 Oct 2037 07:28:00 GMT",
        "X-Requested-With": "XMLHttpRequest",
        "X-HTTP-Method-Override": "DELETE",
    }
    return {name: value for name, value in somebody.items() if chance.random() < 0.6}


def bare(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """All of an answer that a reader could tell it by, but for the date."""
    fields = sorted((name, value) for name, value in answer.headers if name != "Date")
    return answer.status_code, fields, answer.data


def asked(client: FlaskClient, path: str, chance: random.Random) -> TestResponse:
    query = f"?{quote(words(chance))}" if chance.random() < 0.5 else ""
    return client.get(
        path + query,
        headers=a_reader(chance),
        environ_overrides={
            "REMOTE_ADDR": f"127.0.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
        },
    )


def test_every_address_answers_every_reader_alike(
    client: FlaskClient, released: Released, chance: random.Random
) -> None:
    """R1: five strangers for each public address."""
    paths = [*released.paths, "/release", "/sw.js", "/erase", "/zz99", "/en/zz99", "/o/abc"]
    for path in paths:
        plain = bare(client.get(path))
        for _ in range(VARIATIONS):
            assert bare(asked(client, path, chance)) == plain, path


@pytest.mark.parametrize("path", SAMPLE)
def test_a_sample_answers_two_hundred_readers_alike(
    path: str, client: FlaskClient, chance: random.Random
) -> None:
    """R1"""
    plain = bare(client.get(path))
    for _ in range(OF_THE_SAMPLE):
        assert bare(asked(client, path, chance)) == plain


def test_the_same_question_gets_the_same_answer(client: FlaskClient, chance: random.Random) -> None:
    """R1: for the one answer that is made for a request, the question alone decides."""
    plain = bare(client.post("/fr/search", data={"q": "avortement"}))
    for _ in range(20):
        answer = client.post("/fr/search", data={"q": "avortement"}, headers=a_reader(chance))
        assert bare(answer) == plain


def test_a_part_of_an_answer_is_not_made(client: FlaskClient) -> None:
    """R1: a range, which the transport may cut, changes nothing here."""
    assert client.get("/en/words", headers={"Range": "bytes=0-9"}).status_code == 200


def test_no_answer_sets_a_cookie(client: FlaskClient, released: Released) -> None:
    """R3"""
    asked_for = [("GET", path) for path in released.paths]
    asked_for += [("GET", p) for p in ("/release", "/sw.js", "/erase", "/zz99", "/o/abc")]
    asked_for += [("POST", "/en/search"), ("POST", "/"), ("OPTIONS", "/"), ("PUT", "/en/")]
    for method, path in asked_for:
        answer = client.open(path, method=method, headers={"Cookie": "session=abc"})
        assert not [name for name, _ in answer.headers if "cookie" in name.lower()], path


def test_the_application_has_no_means_to_keep_a_session(client: FlaskClient) -> None:
    """R3: no secret, so no signed cookie could be made even by mistake."""
    assert client.application.secret_key is None
