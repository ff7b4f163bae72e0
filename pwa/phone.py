"""THE GUIDE ON THE PHONES IN THIS ROOM: `dev.py run --phone`, for trying, never for readers.

A phone keeps the guide only when it comes over https, and https needs a certificate that the
phone trusts. This file makes one for this machine's address, explains how to make the phone trust
it, and serves the guide with it. Imports no Flask.

The authority's own key is thrown away as soon as it has signed: what is on the phone afterwards
can vouch for this one address and nothing else, whoever gets hold of this machine.
"""

import datetime
import io
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import segno
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

FOLDER = Path(__file__).resolve().parent.parent / "instance/phone"
LIFETIME = datetime.timedelta(days=90)  # long enough to try, short enough to be forgotten
OFFERED = "/certificate.crt"
CLOCKS_DIFFER = datetime.timedelta(days=1)  # a phone whose clock is slow must not refuse it
NAME = "Parasol, for trying only"

EXPLANATION = """
Step 1, once for each phone: make it trust this machine.
Open {offer} on the phone:
{offer_code}
  Android   The file is downloaded. Then Settings > Security > More > Encryption and credentials
            > Install a certificate > CA certificate, and choose it. (Words differ by maker.)
  iPhone    In Safari, allow the profile. Then Settings > General > VPN and Device Management:
            install it. Then Settings > General > About > Certificate Trust Settings: switch it on.
  Its name is "{name}". Remove it in the same place when you are done.

Step 2: open the guide on the phone, {address}/
{address_code}
Both must be in the same network. Ctrl-C ends it.
"""


class Certificate(NamedTuple):
    """Files in `FOLDER`: what the phone is to trust, what the server shows, and its secret key."""

    authority: Path
    chain: Path
    key: Path


def certificate_for(host: str, folder: Path, now: datetime.datetime) -> Certificate:
    """The certificate for an address: the one made before while it is good, else a new one."""
    kept = Certificate(folder / "authority.crt", folder / "server.crt", folder / "server.key")
    if not (all(path.exists() for path in kept) and _is_good(kept.chain, host, now)):
        _make(kept, host, now)
    return kept


def _is_good(chain: Path, host: str, now: datetime.datetime) -> bool:
    certificate = x509.load_pem_x509_certificate(chain.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    hosts = names.get_values_for_type(x509.IPAddress)
    return ip_address(host) in hosts and now < certificate.not_valid_after_utc


def _make(kept: Certificate, host: str, now: datetime.datetime) -> None:
    authority = trustme.CA(organization_name=NAME, organization_unit_name=host)
    server = authority.issue_cert(host, not_before=now - CLOCKS_DIFFER, not_after=now + LIFETIME)
    kept.key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept.key.unlink(missing_ok=True)
    kept.key.touch(mode=0o600)
    kept.key.write_bytes(_as_granian_reads_it(server.private_key_pem.bytes()))
    kept.chain.write_bytes(b"".join(blob.bytes() for blob in server.cert_chain_pems))
    kept.authority.write_bytes(authority.cert_pem.bytes())


def _as_granian_reads_it(key: bytes) -> bytes:
    """The same private key in PKCS#8, the only form that granian takes."""
    return serialization.load_pem_private_key(key, password=None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def offer(authority: bytes, host: str, port: int) -> ThreadingHTTPServer:
    """A plain http server that gives out one file, the authority's certificate, and no other."""

    class Offer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != OFFERED:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/x-x509-ca-cert")
            self.send_header("Content-Length", str(len(authority)))
            self.end_headers()
            self.wfile.write(authority)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written down about who asked."""

    return ThreadingHTTPServer((host, port), Offer)


def explain(address: str, offered: str) -> str:
    return EXPLANATION.format(
        address=address,
        address_code=_code(address + "/"),
        offer=offered,
        offer_code=_code(offered),
        name=NAME,
    )


def _code(address: str) -> str:
    out = io.StringIO()
    segno.make(address, micro=False).terminal(out=out, compact=True)
    return out.getvalue()


def main(host: str, port: int) -> None:
    certificate = certificate_for(host, FOLDER, datetime.datetime.now(datetime.UTC))
    offering = offer(certificate.authority.read_bytes(), host, port + 1)
    threading.Thread(target=offering.serve_forever, daemon=True).start()
    print(explain(f"https://{host}:{port}", f"http://{host}:{port + 1}{OFFERED}"), flush=True)
    Granian(
        "app:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        blocking_threads=3,
        log_level=LogLevels.warning,
        ssl_cert=certificate.chain,
        ssl_key=certificate.key,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
