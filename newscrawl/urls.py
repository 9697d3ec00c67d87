"""Canonical URLs: what makes two addresses one article's. Pure functions; leaves the deciding to ``rules``.

The canonical form is an IRI (RFC 3987): letters outside ASCII stand unescaped, so that an Arabic
address can be read, and so that the escaped and the unescaped form of it are the same string.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from w3lib.url import url_query_cleaner

# Parameters that name a visit, a campaign or a reader, never a text.
TRACKING = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid mc_cid mc_eid _ga _gl ref ref_src ref_url cmpid ncid "
    "ocid smid sr_share share source_id spm at_medium at_campaign ito ftag guccounter phpsessid jsessionid "
    "sessionid session_id sid aspsessionid cfid cftoken zenid s_cid".split()
)
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "at_custom", "wt_")
# of a path: ";jsessionid=…" of Java, "/(S(…))" of ASP.NET
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\([A-Z]\([^()/]*\)\)(?=/|$)", re.I)
_AMP_PATH = re.compile(r"(?:/amp/?|\.amp|/amp\.html)$", re.I)
_MOBILE_HOST = re.compile(r"^(?:m|mobile|amp)\.(?=[^.]+\.[^.]+)", re.I)
_NUMBER = re.compile(r"[0-9]{1,9}")
_EDGES = "".join(map(chr, range(0x21)))  # around an address: controls and blanks (URL standard, 4.4)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_RESERVED = frozenset(b":/?#[]@!$&'()*+,;=% \"<>\\^`{|}")


def _unescape(match: re.Match[str]) -> str:
    """Unescape what may stand unescaped; keep reserved characters and what is not UTF-8 escaped."""
    raw = unquote_to_bytes(match.group())
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return match.group().upper()
    return "".join(
        c if ord(c) > 127 or (c.isprintable() and ord(c) not in _RESERVED) else quote(c, safe="") for c in text
    )


def to_iri(text: str) -> str:
    """Return a path or query with its escapes normalised: ``%d8%a7`` → ``ا``, ``%2f`` → ``%2F``, blank → ``%20``."""
    text = _ESCAPED.sub(_unescape, text)
    return _UNSAFE.sub(lambda m: quote(m.group(), safe=""), text)


def to_uri(iri: str) -> str:
    """Return the form that goes over the wire (RFC 3986): letters outside ASCII escaped as UTF-8."""
    return quote(iri, safe=":/?#[]@!$&'()*+,;=%~-._")


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in TRACKING or name.startswith(_TRACKING_PREFIXES)


def _clean_query(query: str) -> str:
    pairs = [part.partition("=") for part in query.split("&")]
    # a story's number is no visit's
    numbered = {name for name, _, value in pairs if name.lower() == "sid" and _NUMBER.fullmatch(value)}
    drop = [name for name in {name for name, *_ in pairs} - numbered if _is_tracking(name) or name == "amp"]
    if drop:
        query = urlsplit(url_query_cleaner("?" + query, drop, remove=True)).query
    parts = sorted(to_iri(part) for part in query.split("&") if part)
    return "&".join(parts)


def _clean_host(parts: SplitResult) -> str:
    host = _MOBILE_HOST.sub("", (parts.hostname or "").rstrip("."))
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == _DEFAULT_PORTS.get(parts.scheme) else f"{host}:{port}"


@lru_cache(maxsize=4096)
def canonicalize(url: str) -> str:
    """Return the canonical form of an absolute http(s) URL.

    Tracking parameters, session ids, fragments, default ports, AMP and mobile forms are removed;
    escapes are normalised, parameters sorted. Idempotent. Raises ValueError for anything that is
    not an absolute http(s) URL.
    """
    try:
        parts = urlsplit(url.strip(_EDGES))
        host = _clean_host(parts)
    except ValueError as error:
        raise ValueError(f"not a URL: {url[:200]!r}") from error
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise ValueError(f"not an absolute http(s) URL: {url[:200]!r}")
    path = to_iri(_PATH_SESSION.sub("", parts.path)) or "/"
    path = _AMP_PATH.sub("", path) or "/"
    path = re.sub("/{2,}", "/", path)
    if len(path) > 1:
        path = path.rstrip("/") or "/"
    return urlunsplit((parts.scheme, host, path, _clean_query(parts.query), ""))


def resolve(base: str, href: str) -> str | None:
    """Return the canonical form of a link on the page ``base``, or None where it leads to no web page."""
    href = href.strip()
    if (
        not href
        or href[0] == "#"
        or href[:11].lower().startswith(("javascript:", "mailto:", "tel:", "data:", "whatsapp:"))
    ):
        return None
    try:
        return canonicalize(join(base, href))
    except ValueError:
        return None


def path_and_query(url: str) -> str:
    """Return what names a page within its site: ``/news/view.php?id=5``."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def listing_key(url: str) -> str:
    """Return what listings of a site are compared by: path and query, without the last slash."""
    return path_and_query(url).rstrip("/")


def same_site(one: str, other: str) -> bool:
    """True if two URLs have the same host and port, ``www.`` and the scheme aside."""
    return host_key(one) == host_key(other)


# the forms that nearly all links have: an address, or a path from the root, either with a query; neither with dots,
# fragments or blanks
_QUERY = r"(?:\?[^#;\s\x00-\x20]+)?"
_ADDRESS = re.compile(rf"https?://[a-z0-9.-]+(?::[0-9]+)?(?:/[^?#;\s\x00-\x20]*{_QUERY})?")
_ROOTED = re.compile(rf"/(?:[^/?#;\s\x00-\x20][^?#;\s\x00-\x20]*)?{_QUERY}")


def join(base: str, href: str) -> str:
    """Return ``href`` resolved against ``base``; what is no address (``http://[``) gives an empty one.

    It is ``urllib.parse.urljoin``, which takes long over links of the usual forms, of which a page has hundreds.
    """
    href = href.strip()
    if _ADDRESS.fullmatch(href):
        return href
    if _ROOTED.fullmatch(href) and "/." not in href and (root := _root(base)):
        return root + href
    try:
        url = urljoin(base, href)
        urlsplit(url)
    except ValueError:
        return ""
    return url


@lru_cache(maxsize=256)
def _root(base: str) -> str:
    """Return scheme, host and port of an http(s) address; empty for what is none."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in _DEFAULT_PORTS and parts.netloc else ""


def host_key(url: str) -> str:
    """Return the host of a URL as sites are compared by: without ``www.``, with a port that is not the scheme's own.

    Raises ValueError for what is no URL.
    """
    parts = urlsplit(url)
    host, _, port = parts.netloc.rpartition("@")[2].lower().removeprefix("www.").partition(":")
    if host.startswith("["):  # an IPv6 address
        return parts.netloc.rpartition("@")[2].lower()
    return host if not port or port == str(_DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


def is_trap(path: str) -> bool:
    """True for a path in which one segment stands again and again (``/a/a/a/a``): a link that is resolved wrongly."""
    segments = [segment for segment in path.split("/") if segment]
    return len(segments) > _DEEPEST or any(segments.count(segment) > _REPEATED for segment in set(segments))


_REPEATED = 3
_DEEPEST = 30


def is_public(address: str) -> bool:
    """True for an IP address that belongs to the public internet."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return parsed.is_global and not parsed.is_multicast


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without port; empty for what is no URL."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def is_on_host(url: str, host: str) -> bool:
    """True if an address lies on a host (see ``host_key``); False also for what is no address."""
    try:
        return host_key(url) == host
    except ValueError:
        return False


def refusal(url: str, hosts: frozenset[str]) -> str | None:
    """Return why a URL is not to be asked for, in a word; None if it may be."""
    try:
        scheme, key = urlsplit(url).scheme, host_key(url)
    except ValueError:
        return "no-address"
    if scheme not in ("http", "https"):
        return "other-scheme"
    if key in hosts:
        return None
    host = host_of(url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "other-host"
    return "other-host" if is_public(host) else "not-public"
