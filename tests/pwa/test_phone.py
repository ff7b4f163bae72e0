"""Trying the guide on a phone in the same room: the certificate and what is offered of it."""

import ssl
import stat
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from pwa.phone import LIFETIME, OFFERED, certificate_for, explain, offer

HOST = "192.0.2.7"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def offered() -> Iterator[str]:
    server = offer(b"certificate", "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_certificate_is_for_this_address_and_signed_by_what_the_phone_installs(
    tmp_path: Path,
) -> None:
    made = certificate_for(HOST, tmp_path / "phone", NOW)
    server = x509.load_pem_x509_certificate(made.chain.read_bytes())
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    server.verify_directly_issued_by(authority)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name) for name in names.get_values_for_type(x509.IPAddress)] == [HOST]
    assert server.not_valid_after_utc - NOW == LIFETIME
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(made.chain, made.key)


def test_the_only_secret_kept_is_the_servers_own_and_only_its_owner_reads_it(
    tmp_path: Path,
) -> None:
    made = certificate_for(HOST, tmp_path / "phone", NOW)
    secrets = [path for path in made.key.parent.iterdir() if b"PRIVATE KEY" in path.read_bytes()]
    assert secrets == [made.key]
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    key = serialization.load_pem_private_key(made.key.read_bytes(), password=None)
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    assert key.public_key() != authority.public_key()


def test_a_good_certificate_is_kept_so_that_phones_need_not_install_another(
    tmp_path: Path,
) -> None:
    first = certificate_for(HOST, tmp_path, NOW).authority.read_bytes()
    assert certificate_for(HOST, tmp_path, NOW + timedelta(days=1)).authority.read_bytes() == first


@pytest.mark.parametrize(
    ("host", "after"), [("192.0.2.8", timedelta()), (HOST, LIFETIME + timedelta(days=1))]
)
def test_another_address_or_an_expired_one_gets_a_new_certificate(
    host: str, after: timedelta, tmp_path: Path
) -> None:
    first = certificate_for(HOST, tmp_path, NOW).authority.read_bytes()
    assert certificate_for(host, tmp_path, NOW + after).authority.read_bytes() != first


def test_the_certificate_is_offered_as_what_it_is(offered: str) -> None:
    with urllib.request.urlopen(offered + OFFERED) as answer:
        assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        assert answer.read() == b"certificate"


@pytest.mark.parametrize(
    "path", ["/", "/server.key", OFFERED + "/..", "/instance/phone/server.key"]
)
def test_nothing_else_is_offered(offered: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(offered + path)
    with refused.value as answer:
        assert answer.code == 404


def test_the_explanation_names_both_addresses_and_how_to_undo_it() -> None:
    words = explain("https://192.0.2.7:8000", "http://192.0.2.7:8001/certificate.crt")
    assert "https://192.0.2.7:8000/\n" in words
    assert "http://192.0.2.7:8001/certificate.crt" in words
    assert "Remove it" in words
    assert words.count("▄▄▄▄▄ █") >= 2
