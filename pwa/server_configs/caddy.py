"""The export's configuration for Caddy."""

from collections.abc import Iterator, Mapping
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
    RANGE,
    TYPED,
    AddressClass,
    Site,
    constant_fields,
    quoted,
    varying_fields,
)
from pwa.serving import MISSING
from service_worker import SCRIPT_PATH

HTTP_OK = 200
NOT_FOUND = "\t\t\terror 404"

_TOP = """\
# This guide as plain files, served by Caddy. Written anew by each `release export`: run it as it
# is (caddy run --config Caddyfile), or copy it to /etc/caddy/Caddyfile, adapt the copy, reload.
#
# To adapt:
#   the address    the line below the snippets that ends in an opening brace; for an https address
#                  Caddy gets and renews the certificate by itself
#   root           where the link "site" stands on this machine; Caddy must be able to read what it
#                  leads to. In a container, give Caddy the folder around it, not "site" itself
#
# A later export needs no reload, unless it says that the configuration has changed.
#
# Nothing about readers is written down: there is no access log, and the first block keeps them out
# of Caddy's own log. If you import this file into a Caddyfile of yours, move that block to its top.
{
	log {
		exclude http.log http.handlers http.stdlib
	}
}
"""

_SPECIAL = f"""\
		# Every answer is whole, so that it can be checked; only packs go on where they were cut.
		@whole not {{
			path_regexp ^{PACK}$
			header_regexp Range ^{RANGE}$
		}}
		request_header @whole -Range

		# Only {SCRIPT_PATH} is a worker: who could register another address would own the site.
		@foreign_worker {{
			header Service-Worker script
			not expression `{{http.request.uri}} == "{SCRIPT_PATH}"`
		}}
		handle @foreign_worker {{
			import send_refused
			respond "" 403
		}}

		# Caddy reads two slashes as one; the guide has no such address.
		@doubled expression `{{http.request.uri.path}}.contains("//")`
		handle @doubled {{
			error 404
		}}

		# No server answers a search without Flask: the list of all pages instead.
		@search {{
			method POST
			path_regexp search ^/({LANGUAGE})/search$
		}}
		handle @search {{
			import send_refused
			@known file /{{http.regexp.search.1}}/{INSTEAD_OF_SEARCH}
			redir @known /{{http.regexp.search.1}}/{INSTEAD_OF_SEARCH} 303
			error 404
		}}

		# Everything else is read.
		@written not method GET HEAD
		handle @written {{
			error 404
		}}

		# Forgetting this site, when its own pages ask for it.
		@erase path_regexp ^{ERASE}$
		handle @erase {{
			@asked header Sec-Fetch-Site same-origin
			handle @asked {{
				import send_erasing
				respond "" 200
			}}
			handle {{
				import send_refused
				respond "" 403
			}}
		}}
"""

_MISSING = f"""\
	# Whatever is not here gets the calm page of its language, else that of all languages.
	handle_errors {{
		import send_missing
		request_header -If-None-Match
		request_header -If-Modified-Since
		@calm file {{
			try_files /{{http.request.uri.path.0}}/{MISSING} /{MISSING}
		}}
		rewrite @calm {{http.matchers.file.relative}}
%(file_server)s
	}}"""


def configuration(site: Site) -> str:
    """Write the file.

    Raises:
        CannotWrite: the folder, the public address or an exit holds a character that cannot stand
            in it.
    """
    return "\n".join((_TOP, *_snippets(), *_site(site))).rstrip() + "\n"


def _snippets() -> Iterator[str]:
    """Yield what is imported below: how a file is sent, and every header set."""
    yield f"(send_file) {{\n{_file_server(1)}\n}}\n"
    yield _snippet("always", constant_fields())
    yield _snippet("send_refused", varying_fields(headers.REFUSED))
    yield _snippet("send_erasing", varying_fields(headers.ERASING))
    yield _snippet("send_object", varying_fields(headers.OBJECT))
    yield _snippet("send_pack", varying_fields(headers.PACK))
    for suffix, one in TYPED.items():
        yield _snippet(f"send_object{suffix}", varying_fields(one))
    for kind in FILES:
        yield _snippet(f"send_{kind.name}", varying_fields(kind.headers))


def _site(site: Site) -> Iterator[str]:
    parts = urlsplit(site.url)
    quoted(site.url)
    yield f"{parts.scheme}://{parts.netloc} {{\n\troot * {quoted(str(site.root))}\n"
    yield "\troute {\n\t\timport always\n"
    yield _SPECIAL
    yield from (_exit(path, one) for path, one in site.exits.items())
    yield _packs()
    yield from (_files(kind) for kind in FILES)
    yield from (_objects(suffix, f"file {{path}}{suffix}") for suffix in TYPED)
    yield _objects()
    yield f"\t\thandle {{\n{NOT_FOUND}\n\t\t}}\n\t}}\n"
    yield _MISSING % {"file_server": _file_server(2, status=404)}
    yield "}\n"


def _snippet(name: str, fields: Mapping[str, str]) -> str:
    return f"({name}) {{\n{_header(1, fields)}\n}}\n"


def _header(depth: int, fields: Mapping[str, str]) -> str:
    lines = [f"\t{name} {_word(value)}" for name, value in sorted(fields.items())]
    return _indented(depth, ["header {", *lines, "}"])


def _file_server(depth: int, status: int = HTTP_OK) -> str:
    """Write the directive; files were compressed when exported, nothing is for a request."""
    lines = ["\tprecompressed br gzip", "\tdisable_canonical_uris"]
    lines += [f"\tstatus {status}"] if status != HTTP_OK else []
    return _indented(depth, ["file_server {", *lines, "}"])


def _files(kind: AddressClass) -> str:
    """Write the handling of a class of files; the calm page is reached by errors only."""
    found = f"\t\t\timport send_{kind.name}\n\t\t\timport send_file"
    return (
        f"\t\t@{kind.name} path_regexp ^{kind.pattern}$\n\t\thandle @{kind.name} {{\n"
        f"{found if kind.headers.status == HTTP_OK else NOT_FOUND}\n\t\t}}\n"
    )


def _objects(suffix: str = "", having: str = "") -> str:
    """Write the handling of objects that stand beside a copy with this suffix, or of all others."""
    name = "object" + suffix
    more = f"\t\t\t{having}\n" if having else ""
    return (
        f"\t\t@{name} {{\n\t\t\tpath_regexp ^{OBJECT}$\n{more}\t\t}}\n\t\thandle @{name} {{\n"
        f"\t\t\timport send_{name}\n\t\t\timport send_file\n\t\t}}\n"
    )


def _packs() -> str:
    """Write the handling of packs, which are compressed inside and never beside."""
    return (
        f"\t\t@pack path_regexp ^{PACK}$\n\t\thandle @pack {{\n\t\t\timport send_pack\n"
        f"{_indented(3, ['file_server {', '	disable_canonical_uris', '}'])}\n\t\t}}\n"
    )


def _exit(path: str, one: HeaderSet) -> str:
    """Write an exit: a redirect whose body is a file, sent whole whatever the browser holds."""
    name = "exit" + path.replace("/", "_")
    whole = _indented(3, ["request_header -If-None-Match", "request_header -If-Modified-Since"])
    return (
        f"\t\t@{name} path_regexp ^{path}$\n\t\thandle @{name} {{\n"
        f"{_header(3, varying_fields(one))}\n{whole}\n{_file_server(3, one.status)}\n\t\t}}\n"
    )


def _indented(depth: int, lines: list[str]) -> str:
    return "\n".join("\t" * depth + line for line in lines)


def _word(value: str) -> str:
    """Quote a value that may hold double quotes, as Clear-Site-Data does."""
    return f"`{value}`" if value == headers.ERASING.fields["Clear-Site-Data"] else quoted(value)
