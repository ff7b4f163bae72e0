"""The headers of every class of address: closed by default, each opening with its reason.

The table in docs/headers.md lists the same sets; tests compare them byte for byte.
"""

from collections.abc import Mapping

from content.release.manifest import HeaderSet

# Nothing may be loaded but from here; scripts and styles only as files that the page names by
# hash; no plug-ins, frames, base changes or inline code. Forms go to the search only.
_PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        # One policy: it turns stored pages into nodes and names the worker and the stemmers.
        "trusted-types page",
    )
)

# The decoy shows itself and loads nothing later.
_DECOY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "manifest-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)

_FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"

# A worker's fetches are governed by its own policy, not by that of the page.
_WORKER_POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"

# Sharing needs no entry: a site may share, and naming it makes some browsers complain.
_PERMISSIONS = ", ".join(
    (
        "accelerometer=()", "autoplay=()", "browsing-topics=()", "camera=()",
        "clipboard-read=()", "clipboard-write=(self)", "display-capture=()", "encrypted-media=()",
        "fullscreen=(self)", "geolocation=()", "gyroscope=()", "hid=()", "idle-detection=()",
        "magnetometer=()", "microphone=()", "midi=()", "payment=()", "publickey-credentials-get=()",
        "screen-wake-lock=()", "serial=()", "usb=()",
        "xr-spatial-tracking=()",
    )
)  # fmt: skip

_ALWAYS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _PERMISSIONS,
    # No site that the reader goes to learns where she came from.
    "Referrer-Policy": "no-referrer",
    # Ignored on plain http; no includeSubDomains, which could break a publisher's other sites.
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

REVALIDATE = "no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"
NEVER_STORE = "no-store"
ONE_DAY = "max-age=86400"

_HTML = "text/html; charset=utf-8"


def _set(media_type: str, cache: str, policy: str = _FILE_POLICY, status: int = 200) -> HeaderSet:
    fields = {"Content-Type": media_type, "Cache-Control": cache, "Content-Security-Policy": policy}
    return HeaderSet(status, fields | _ALWAYS)


# The header sets that a release carries, by the name that manifests use.
RELEASED: Mapping[str, HeaderSet] = {
    "page": _set(_HTML, REVALIDATE, _PAGE_POLICY),
    "missing": _set(_HTML, REVALIDATE, _PAGE_POLICY, status=404),
    "decoy": _set(_HTML, REVALIDATE, _DECOY_POLICY),
    "install": _set("application/manifest+json", REVALIDATE),
    "words": _set("application/octet-stream", REVALIDATE),
    "script": _set("text/javascript; charset=utf-8", IMMUTABLE),
    "style": _set("text/css; charset=utf-8", IMMUTABLE),
    "png": _set("image/png", IMMUTABLE),
}


def leaving(url: str) -> HeaderSet:
    """Return the set of an exit: a redirect; its body is the decoy, which phones show offline."""
    fields = _set(_HTML, NEVER_STORE, _DECOY_POLICY).fields
    return HeaderSet(302, fields | {"Location": url})


# The sets of answers that stand in no release.
OBJECT = _set("application/octet-stream", IMMUTABLE)
# Compressed inside, so that a part of it can be asked for: an encoded answer could not go on.
PACK = _set("application/octet-stream", IMMUTABLE)
POINTER = _set("application/json", REVALIDATE)
WORKER = _set("text/javascript; charset=utf-8", ONE_DAY, _WORKER_POLICY)
FOUND_WORDS = _set(_HTML, NEVER_STORE, _PAGE_POLICY)
ERASING = HeaderSet(
    200,
    _set("text/plain; charset=utf-8", NEVER_STORE).fields
    | {"Clear-Site-Data": '"cache", "storage"'},
)


def elsewhere(path: str) -> HeaderSet:
    """Return the set of an answer that leads to another page of this site."""
    fields = _set("text/plain; charset=utf-8", NEVER_STORE).fields
    return HeaderSet(303, fields | {"Location": path})


def refusing(status: int) -> HeaderSet:
    """Return the set of an answer that says no: a line of text at most, kept by nobody."""
    return _set("text/plain; charset=utf-8", NEVER_STORE, status=status)


REFUSED = refusing(403)
UNAVAILABLE = refusing(503)
BROKEN = refusing(500)
