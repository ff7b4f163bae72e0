"""nginx and Caddy, serving the exported guide, answer what Flask answers: status, body, headers.

Each server that is installed is started on a free port of this machine, as a child of the test,
with the written configuration; only the port is adapted.
"""

import datetime
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from app import ROOT, create_app
from content.release.digest import is_digest
from pwa import headers
from pwa.assets.bundles import build
from pwa.builder import build_release
from pwa.export_folder import SITE, VERSIONS
from pwa.exporting import export_site
from pwa.server_configs import caddy, nginx
from pwa.server_configs.addresses import CannotWrite, Site
from pwa.services import Services
from tests.checks import find_server
from tests.ports import free_port

# What servers say in their own words: none of it is in our header sets.
THEIR_OWN = {
    "accept-ranges", "connection", "content-length", "date", "etag", "keep-alive",
    "last-modified", "server", "transfer-encoding", "vary",
}  # fmt: skip

PATIENCE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. A bare path is a GET."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case, without those that are the server's own."""

    status: int
    headers: dict[str, str]
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A built release: the application that serves it, and the folder it is exported to."""

    app: Flask
    services: Services
    folder: Path
    port: int

    def export(self) -> None:
        export_site(self.services, self.folder, now=0, progress=lambda line: None)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, its own log, and what it compresses with."""

    name: str
    port: int
    log: Path
    encodings: tuple[str, ...]


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    """Build a release of the real content, and export it."""
    data, port = tmp_path_factory.mktemp("data"), free_port()
    url = f"http://127.0.0.1:{port}"
    content = str(ROOT / "content")
    app = create_app({"data_dir": str(data), "content_dir": content, "site_url": url})
    services: Services = app.extensions["guide"]
    build(app, services.build_dir)
    with app.app_context():
        day = datetime.date(2026, 11, 1)
        build_release(services, as_of=day, now=0, progress=lambda line: None)
    exported = Guide(app, services, data / "out", port)
    exported.export()
    return exported


def start_nginx(guide: Guide, folder: Path) -> list[str]:
    """Adapt nginx.conf and return nginx's options.

    Around it stands an nginx set up to compress, guess and log everything.
    """
    text = (guide.folder / "nginx.conf").read_text("utf-8")
    text = re.sub(r"listen \[::\]:\d+;", "", text)
    text = text.replace(f"listen {guide.port};", f"listen 127.0.0.1:{guide.port};")
    (folder / "guide.conf").write_text(text, "utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder / 'pid'}; error_log {folder / 'log'} info;\n"
        f"events {{ }}\nhttp {{\n{temporary}access_log {folder / 'log'}; gzip on; gzip_types *;\n"
        f"charset utf-16; types {{ image/gif html js; }} add_header X-Other yes;\n"
        f"include {folder / 'guide.conf'};\n}}\n"
    )
    return ["-p", str(folder), "-e", str(folder / "log"), "-c", "nginx.conf"]


def start_caddy(guide: Guide, folder: Path) -> list[str]:
    """Adapt the Caddyfile, to log all that it may, and return Caddy's options."""
    text = (guide.folder / "Caddyfile").read_text("utf-8")
    text = text.replace("{\n\tlog {", "{\n\tadmin off\n\tlog {\n\t\tlevel DEBUG", 1)
    address = f"http://127.0.0.1:{guide.port} {{\n"
    text = text.replace(address, f"{address}\tbind 127.0.0.1\n")
    (folder / "Caddyfile").write_text(text, "utf-8")
    return ["run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


SERVERS: Mapping[str, tuple[Callable[[Guide, Path], list[str]], tuple[str, ...]]] = {
    "nginx": (start_nginx, ("gzip",)),
    "caddy": (start_caddy, ("gzip", "br", "br, gzip")),
}


@pytest.fixture(scope="module", params=SERVERS)
def server(
    request: pytest.FixtureRequest, guide: Guide, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Run a server until the last test with it has ended."""
    name: str = request.param
    program = find_server(name)
    if program is None:
        pytest.skip(f"not run: {name} is not installed")
    start, encodings = SERVERS[name]
    folder = tmp_path_factory.mktemp(name)
    command = [program, *start(guide, folder)]
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("ab") as log:
        child = subprocess.Popen(command, env={**os.environ, **home}, stdout=log, stderr=log)
        try:
            wait_for(child, guide.port, folder / "log")
            yield Server(name, guide.port, folder / "log", encodings)
        finally:
            child.terminate()
            child.wait(PATIENCE_SECONDS)


def wait_for(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(PATIENCE_SECONDS * 20):
        if child.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
    pytest.fail(f"the server does not answer:\n{log.read_text('utf-8', 'replace')}")


def over_the_wire(server: Server, ask: Ask) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    try:
        connection.putrequest(ask.method, ask.path, skip_accept_encoding=True)
        sized = {"Content-Length": str(len(ask.body))} if ask.body is not None else {}
        for name, value in {**ask.headers, **sized}.items():
            connection.putheader(name, value)
        connection.endheaders(ask.body)
        response = connection.getresponse()
        return answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def from_flask(guide: Guide, ask: Ask) -> Answer:
    with guide.app.test_client() as client:
        response = client.open(
            ask.path, method=ask.method, headers=Headers(ask.headers), data=ask.body
        )
        return answer(response.status_code, list(response.headers), response.data)


def answer(status: int, fields: list[tuple[str, str]], body: bytes) -> Answer:
    ours = [(name.lower(), value) for name, value in fields if name.lower() not in THEIR_OWN]
    assert len(dict(ours)) == len(ours), "a header was sent twice"
    etag = next((value for name, value in fields if name.lower() == "etag"), "")
    return Answer(status, dict(ours), body, etag)


def differences(guide: Guide, server: Server, asks: list[Ask]) -> list[str]:
    found = []
    for ask in asks:
        theirs, ours = over_the_wire(server, ask), from_flask(guide, ask)
        for what in ("status", "headers", "body"):
            if getattr(theirs, what) != getattr(ours, what):
                seen, wanted = getattr(theirs, what), getattr(ours, what)
                found.append(f"{ask}: {what}\n  {seen!r:.900}\n  instead of\n  {wanted!r:.900}")
    return found


def paths_of(guide: Guide) -> list[str]:
    """List every address of the release, its pointer, the worker, and every object."""
    objects = [p.name for p in (guide.folder / "site/o").iterdir() if is_digest(p.name)]
    assert len(objects) > len(guide.services.current.tree().pointer.manifests)
    return [
        *guide.services.current.tree().paths,
        "/release",
        "/sw.js",
        *(f"/o/{name}" for name in sorted(objects)),
        *(f"/pack/{name}" for name in packs_of(guide)),
    ]


def packs_of(guide: Guide) -> list[str]:
    names = sorted(path.name for path in (guide.folder / "site/pack").iterdir())
    assert len(names) > 1
    return names


def test_every_address_is_answered_as_flask_answers_it(guide: Guide, server: Server) -> None:
    assert differences(guide, server, [Ask(path) for path in paths_of(guide)]) == []


def test_every_address_is_answered_as_flask_answers_it_compressed(
    guide: Guide, server: Server
) -> None:
    asks = [
        Ask(path, headers={"Accept-Encoding": accepted})
        for path in paths_of(guide)
        for accepted in server.encodings
    ]
    assert differences(guide, server, asks) == []


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-", "bytes=100-", "bytes=7-19", "bytes=9-99999999", "bytes=0-1,5-6", "lines=0-"],
)
def test_packs_go_on_where_they_were_cut(guide: Guide, server: Server, asked: str) -> None:
    asks = [Ask(f"/pack/{name}", headers={"Range": asked}) for name in packs_of(guide)]
    assert differences(guide, server, asks) == []
    both = [Ask(one.path, headers={**one.headers, "Accept-Encoding": "br, gzip"}) for one in asks]
    assert differences(guide, server, both) == []


@pytest.mark.parametrize(
    ("asked", "own"), [("bytes=-5", 206), ("bytes=x-", 416), ("bytes=999999999-", 416)]
)
def test_what_no_phone_asks_of_a_pack_does_no_harm(
    guide: Guide, server: Server, asked: str, own: int
) -> None:
    """nginx reads ranges in its own way, and Caddy says 416 in its own words."""
    for name in packs_of(guide):
        ask = Ask(f"/pack/{name}", headers={"Range": asked})
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", ask.path, headers=dict(ask.headers))
        response = connection.getresponse()
        body = response.read()
        connection.close()
        assert response.status in (own, from_flask(guide, ask).status)
        assert response.getheader("X-Content-Type-Options", "").startswith("nosniff")
        assert len(body) < 1_000 or response.status == 200


def test_a_head_is_a_get_without_a_body(guide: Guide, server: Server) -> None:
    asks = [Ask(path, "HEAD") for path in guide.services.current.tree().paths]
    assert differences(guide, server, asks) == []


# fmt: off
NOWHERE = [
    "/en", "/xx", "/xx/", "/xx/k3f9", "/en/nope", "/fr/nope", "/fr/n0pe/deeper", "/nl/404", "/404",
    "/en/search", "/index.html", "/en/index.html", "/en/hc75.gz", "/en/index.html.br",
    "/favicon.ico", "/robots.txt", "/.env", "/export.json", "/nginx.conf", "/sw.js.gz", "/SW.JS",
    "/EN/", "/erase/", "/ERASE", "/release/", "/release/x", "/i/", "/i/u", "/i/u/xx",
    "/i/u/index.html", "/i/zz/", "/o", "/o/", "/o/abc", "/o/" + "0" * 64, "/o/" + "A" * 64,
    "/pack", "/pack/", "/pack/abc", "/pack/" + "0" * 64, "/pack/" + "0" * 64 + "-" + "0" * 64,
    "/pack/" + "A" * 64, "/x/", "/x/0", "/x/99", "/x/1/2", "/-calm", "/-calm/en", "/*/404",
    "/%7Bpath%7D/404", "/en/" + "a" * 3000,
]
# fmt: on


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_that_does_not_exist_gets_the_calm_page(
    guide: Guide, server: Server, path: str
) -> None:
    assert from_flask(guide, Ask(path)).status == 404
    assert differences(guide, server, [Ask(path)]) == []


@pytest.mark.parametrize("path", ["//en/", "/en//hc75", "//", "//erase", "/x//1"])
def test_an_address_with_a_slash_too_many_is_none(server: Server, path: str) -> None:
    assert over_the_wire(server, Ask(path)).status == 404


@pytest.mark.parametrize(
    "path", ["/../export.json", "/en/%2e%2e%2f%2e%2e%2fexport.json", "/en/hc75%00", "/en/%zz"]
)
def test_a_crooked_address_gets_nothing(server: Server, path: str) -> None:
    assert over_the_wire(server, Ask(path)).status in (400, 404)


def test_no_object_is_reached_by_the_name_of_its_copy(guide: Guide, server: Server) -> None:
    copies = [p.name for p in (guide.folder / "site/o").iterdir() if not is_digest(p.name)]
    assert differences(guide, server, [Ask(f"/o/{name}") for name in copies]) == []


def test_other_methods_get_the_calm_page(guide: Guide, server: Server) -> None:
    methods = ("POST", "PUT", "DELETE", "PATCH", "PROPFIND")
    paths = ("/", "/en/", "/en/hc75", "/release", "/sw.js", "/erase", "/x/1", "/i/u/", "/xx/search")
    asks = [Ask(path, method, body=b"a=b") for path in paths for method in methods]
    assert differences(guide, server, asks) == []
    assert over_the_wire(server, Ask("/en/", "OPTIONS")).status == 404


def test_nothing_that_a_browser_says_changes_an_answer(guide: Guide, server: Server) -> None:
    said = [
        {"Cookie": "a=b"},
        {"Accept-Language": "fr"},
        {"Range": "bytes=0-9"},
        {"If-None-Match": '"other"'},
        {"Service-Worker": "other"},
        {"User-Agent": "Mozilla/4.0 (compatible; MSIE 5.0)"},
    ]
    asks = [
        Ask(path, headers=one)
        for path in ("/", "/en/?q=1", "/en/hc75", "/x/1", "/en/nope", "/release?x", "/sw.js")
        for one in said
    ]
    assert differences(guide, server, asks) == []


def test_what_the_browser_holds_is_not_sent_again(guide: Guide, server: Server) -> None:
    for path in ("/en/hc75", "/release", "/sw.js", "/en/words"):
        first = over_the_wire(server, Ask(path))
        again = over_the_wire(server, Ask(path, headers={"If-None-Match": first.etag}))
        assert (again.status, again.body) == (304, b"")
        assert again.headers.items() <= first.headers.items()
        assert first.headers.keys() - again.headers.keys() <= {"content-type"}


def test_exits_and_calm_pages_are_whole_whatever_the_browser_holds(
    guide: Guide, server: Server
) -> None:
    for path in ("/x/1", "/en/nope"):
        etag = over_the_wire(server, Ask(path)).etag or "*"
        future = "Fri, 01 Jan 2100 00:00:00 GMT"
        held = ({"If-None-Match": etag}, {"If-None-Match": "*"}, {"If-Modified-Since": future})
        assert differences(guide, server, [Ask(path, headers=one) for one in held]) == []


def test_erasing_is_for_the_sites_own_pages(guide: Guide, server: Server) -> None:
    sites = ("same-origin", "same-site", "cross-site", "none", "")
    asks = [Ask("/erase", headers={"Sec-Fetch-Site": site}) for site in sites]
    assert differences(guide, server, [Ask("/erase"), Ask("/erase?x"), *asks]) == []
    cleared = over_the_wire(server, asks[0])
    assert cleared.headers["clear-site-data"] == '"cache", "storage"'


def test_no_other_address_is_a_worker(guide: Guide, server: Server) -> None:
    worker = {"Service-Worker": "script"}
    assert differences(guide, server, [Ask("/sw.js", headers=worker)]) == []
    script = next(p for p in guide.services.current.tree().paths if p.startswith("/o/"))
    for path in ("/sw.js?x=1", "/", "/en/", "/en/hc75", script, "/x/1", "/nope", "//sw.js"):
        refused = over_the_wire(server, Ask(path, headers=worker))
        assert from_flask(guide, Ask(path, headers=worker)).status == 403
        assert (refused.status, refused.body) == (403, b"")
        wanted = {name.lower(): value for name, value in headers.REFUSED.fields.items()}
        assert wanted.items() - refused.headers.items() <= {("content-type", "")}


def test_a_search_without_javascript_leads_to_the_list_of_all_pages(
    guide: Guide, server: Server
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    asked = over_the_wire(server, Ask("/fr/search", "POST", form, b"q=viol"))
    assert asked.status == 303
    assert asked.headers["location"] == "/fr/hc75"
    assert asked.headers["cache-control"] == "no-store"
    kept = {n.lower(): v for n, v in headers.REFUSED.fields.items() if n != "Content-Type"}
    assert kept.items() <= asked.headers.items()
    assert over_the_wire(server, Ask("/fr/hc75")).status == 200
    assert differences(guide, server, [Ask("/xx/search", "POST", form, b"q=viol")]) == []


def test_the_server_writes_nothing_about_readers(guide: Guide, server: Server) -> None:
    for path in ("/en/hc75", "/en/secretly-asked", "/x/1", "/en/%zz"):
        over_the_wire(server, Ask(path, headers={"User-Agent": "told-on", "Referer": "told-on"}))
    log = server.log.read_text("utf-8", "replace")
    assert not re.search(r"told-on|secretly-asked|hc75|/x/1|remote_ip|client: ", log)


def test_a_later_export_is_served_without_a_reload(guide: Guide, server: Server) -> None:
    # Given a page as it was read once, and a link that leads to a version of the guide
    link = guide.folder / SITE
    version, other = link.readlink(), guide.folder / VERSIONS / "other"
    assert over_the_wire(server, Ask("/en/hc75")).body != b"newer"
    assert over_the_wire(server, Ask("/en/t3st")).status == 404
    # When it leads to another one, as after an export
    shutil.copytree(link, other)
    (other / "en/hc75").write_bytes(b"newer")
    (other / "en/t3st").write_bytes(b"a page more")
    switch(guide, other.relative_to(guide.folder))
    try:
        changed, there = (over_the_wire(server, Ask(f"/en/{key}")) for key in ("hc75", "t3st"))
    finally:
        switch(guide, version)
        shutil.rmtree(other)
    # Then every page is that of the other one
    assert (changed.body, there.body) == (b"newer", b"a page more")
    assert there.headers == over_the_wire(server, Ask("/en/hc75")).headers
    assert over_the_wire(server, Ask("/en/t3st")).status == 404


def switch(guide: Guide, version: Path) -> None:
    link = guide.folder / "new"
    link.symlink_to(version)
    link.replace(guide.folder / SITE)


# What is written, without a server


def test_a_folder_that_cannot_be_written_down_is_refused() -> None:
    site = Site(Path("/srv/$HOME/site"), "https://example.org", {})
    for write in (nginx.configuration, caddy.configuration):
        with pytest.raises(CannotWrite, match="cannot carry"):
            write(site)


def test_an_https_address_gets_a_certificate_and_its_plain_twin_leads_to_it() -> None:
    site = Site(Path("/srv/my guide/site"), "https://example.org:8443", {})
    text = nginx.configuration(site)
    assert "listen 8443 ssl http2;" in text
    assert 'return 301 "https://example.org:8443$request_uri";' in text
    assert 'ssl_certificate "/etc/letsencrypt/live/example.org/fullchain.pem";' in text
    assert 'root "/srv/my guide/site";' in text
    assert "https://example.org:8443 {\n" in caddy.configuration(site)
