"""The export's configuration for nginx: one file to include from the `http` block."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from content.release.manifest import HeaderSet
from pwa import headers
from pwa.server_configs.addresses import (
    ERASE,
    FILES,
    INSTEAD_OF_SEARCH,
    LANGUAGE,
    OBJECT,
    PACK,
    SEARCH,
    TYPED,
    WORKER,
    AddressClass,
    Site,
    constant_fields,
    quoted,
    varying_fields,
)
from pwa.serving import MISSING
from service_worker import SCRIPT_PATH

HTTP_OK = 200

_TOP = """\
# This guide as plain files, served by nginx. Written anew by each `release export`: copy this
# file, for instance to /etc/nginx/conf.d/guide.conf, adapt the copy, then reload nginx.
#
# To adapt, all at the head of the server blocks:
#   listen         the port; with https, where your certificate and its key are
#   server_name    the host name that readers use
#   root           where the link "site" stands on this machine; nginx must be able to read what
#                  it leads to. In a container, give nginx the folder around it, not "site" itself
#
# A later export needs no reload, unless it says that the configuration has changed.
#
# Nothing about readers is written down: no access log here, and no error log, because nginx
# writes the reader's address and page into both. The log of nginx itself (error_log in nginx.conf)
# gets what happens before a request reaches this site; set it to /dev/null or to `crit` too.
"""

_SERVING = """\
    access_log off;
    error_log /dev/null crit;
    server_tokens off;
    absolute_redirect off;
    merge_slashes off;
    charset off;
    client_max_body_size 16k;

    # "site" is a link that leads to another folder after each export: no file is held open.
    open_file_cache off;

    # Files were compressed when they were exported; nothing is compressed for a request.
    gzip off;
    gzip_static on;
    gzip_vary on;
    gzip_proxied any;
    # Smaller still, for an nginx with the brotli module (on Debian: apt-get install
    # libnginx-mod-http-brotli-static). An nginx without it refuses to start with this line.
    # brotli_static on;

    # Every answer is whole, so that it can be checked; only packs go on where they were cut.
    max_ranges 0;

    types { }
"""

_SPECIAL = f"""\
    # Only {SCRIPT_PATH} is a worker: who could register another address would own the site.
    set $nothing "";
    set $asked_as "$http_service_worker $request_uri";
    if ($asked_as ~ "^script (?!{WORKER}$)") {{ return 403 $nothing; }}

    # Everything is read, but for the search without JavaScript.
    set $asked_for "$request_method $uri";
    if ($asked_for !~ "^(?:GET|HEAD) |^POST {SEARCH}$") {{ return 404; }}

    # Whatever is not here gets the calm page of its language, else that of all languages.
    error_page 400 403 404 405 413 414 =404 /-calm$uri;
    location ~ "^/-calm/*(?<first>[^/]*)" {{
        internal;
%(missing)s
        try_files /$first/{MISSING} /{MISSING} =404;
    }}
    location / {{ return 404; }}

    # No server answers a search without Flask: the list of all pages instead.
    location ~ "^/(?<language>{LANGUAGE})/search$" {{
        if (!-f $document_root/$language/{INSTEAD_OF_SEARCH}) {{ return 404; }}
        if ($request_method != POST) {{ return 404; }}
        return 303 /$language/{INSTEAD_OF_SEARCH};
    }}

    # Forgetting this site, when its own pages ask for it.
    location = {ERASE} {{
        if ($http_sec_fetch_site != "same-origin") {{ return 403 $nothing; }}
%(erasing)s
        return 200 $nothing;
    }}
"""


def configuration(site: Site) -> str:
    """Write the file.

    Raises:
        CannotWrite: the folder, the public address or an exit holds a character that cannot stand
            in it.
    """
    return "\n".join(
        (_TOP, *_plain_http(site), f"server {{\n{_listening(site)}", *_body(site), "}\n")
    )


def _body(site: Site) -> Iterator[str]:
    yield _SERVING
    yield _sent_fields(site)
    missing, erasing = _chosen(headers.RELEASED["missing"]), _chosen(headers.ERASING)
    yield _SPECIAL % {"missing": missing, "erasing": erasing}
    yield from (_exit(path, one) for path, one in site.exits.items())
    yield "    location @leaving {\n        default_type " + _type(headers.RELEASED["decoy"]) + ";"
    yield "        try_files $uri =404;\n    }\n"
    yield from (_files(one) for one in FILES)
    yield _objects()
    yield _packs()


def _plain_http(site: Site) -> Iterator[str]:
    """Yield the block that sends readers of the plain http address to https."""
    parts = urlsplit(site.url)
    if parts.scheme != "https":
        return
    yield (
        f"server {{\n    listen 80;\n    listen [::]:80;\n    server_name {_host(site)};\n"
        "    access_log off;\n    error_log /dev/null crit;\n    server_tokens off;\n"
        f'    return 301 {quoted(site.url)[:-1]}$request_uri";\n}}\n'
    )


def _listening(site: Site) -> str:
    parts = urlsplit(site.url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    more = " ssl http2" if secure else ""
    lines = [f"listen {port}{more};", f"listen [::]:{port}{more};", f"server_name {_host(site)};"]
    if secure:
        folder = f"/etc/letsencrypt/live/{parts.hostname}"
        lines += [f"ssl_certificate {quoted(folder + '/fullchain.pem')};"]
        lines += [f"ssl_certificate_key {quoted(folder + '/privkey.pem')};"]
    lines += [f"root {quoted(str(site.root))};"]
    return "".join(f"    {line}\n" for line in lines)


def _host(site: Site) -> str:
    return quoted(urlsplit(site.url).hostname or "")


def _sent_fields(site: Site) -> str:
    """Write every header once, for the whole server; what varies comes from variables.

    A location with an `add_header` of its own would lose all the others, so none has one. nginx
    leaves out a header whose value is empty.
    """
    sets = [headers.REFUSED, headers.ERASING, *site.exits.values()]
    names = {name: "" for one in sets for name in varying_fields(one) if name != "Content-Type"}
    lines = ["# Headers. What a location does not say otherwise goes out as a refusal does."]
    lines += [f"default_type {_type(headers.REFUSED)};"]
    starting = names | {n: v for n, v in varying_fields(headers.REFUSED).items() if n in names}
    lines += [f"set {_variable(name)} {quoted(value)};" for name, value in starting.items()]
    lines += [f"add_header {n} {quoted(v)} always;" for n, v in sorted(constant_fields().items())]
    lines += [f"add_header {name} {_variable(name)} always;" for name in names]
    return "".join(f"    {line}\n" for line in lines)


def _chosen(one: HeaderSet, depth: int = 2) -> str:
    """Write what a location says to have its answers go out with this set."""
    fields = varying_fields(one)
    lines = [f"default_type {_type(one)};"]
    lines += [f"set {_variable(n)} {_word(v)};" for n, v in fields.items() if n != "Content-Type"]
    return "\n".join("    " * depth + line for line in lines)


def _files(one: AddressClass) -> str:
    """Write the location of a class of files; that of the calm page is reached by errors only."""
    if one.headers.status != HTTP_OK:
        return f"    location {_place(one.pattern)} {{ return 404; }}\n"
    file = "${uri}index.html" if one.pattern.endswith("/") else "$uri"
    return (
        f"    location {_place(one.pattern)} {{\n{_chosen(one.headers)}\n"
        f"        try_files {file} =404;\n    }}\n"
    )


def _place(pattern: str) -> str:
    """Write which paths a location is for; nginx finds a single path without trying patterns."""
    path = pattern.replace("\\", "")
    return f"= {path}" if re.escape(path) == pattern else f'~ "^{pattern}$"'


def _objects() -> str:
    """Write the location of objects inside one for their folder, which no other pattern delays."""
    types = "".join(f" {_type(one)} {suffix[1:]};" for suffix, one in TYPED.items())
    copies = " ".join(f"$uri{suffix}" for suffix in TYPED)
    return (
        "    # Objects: typed where a page loads them, plain bytes where a phone collects them.\n"
        "    location ^~ /o/ {\n        return 404;\n"
        f'        location ~ "^{OBJECT}$" {{\n{_chosen(headers.OBJECT, depth=3)}\n'
        f"            types {{{types} }}\n            try_files {copies} $uri =404;\n"
        "        }\n    }"
    )


def _packs() -> str:
    """Write the location of packs, which are compressed inside and may be asked for in part."""
    return (
        "    # Packs: many objects in one answer, sent from the byte that a phone asks for.\n"
        "    location ^~ /pack/ {\n        return 404;\n"
        f'        location ~ "^{PACK}$" {{\n{_chosen(headers.PACK, depth=3)}\n'
        "            gzip_static off;\n            max_ranges 1;\n"
        "            try_files $uri =404;\n        }\n    }"
    )


def _exit(path: str, one: HeaderSet) -> str:
    """Write an exit: a redirect whose body is a file, which nginx can send as an error only."""
    return (
        f"    location = {path} {{\n{_chosen(one)}\n"
        f"        error_page 418 =302 @leaving;\n        return 418;\n    }}\n"
    )


def _type(one: HeaderSet) -> str:
    return quoted(one.fields["Content-Type"])


def _variable(name: str) -> str:
    return "$send_" + name.lower().replace("-", "_")


def _word(value: str) -> str:
    """Quote a value that may hold double quotes, as Clear-Site-Data does."""
    return f"'{value}'" if value == headers.ERASING.fields["Clear-Site-Data"] else quoted(value)
