"""
Paths of a site that its own configuration passes on to another host.

Read from the text of configuration files by the shape of their entries: rewrites of Next.js, Vercel, Netlify, Nuxt and
Vite, ``location`` blocks of nginx, Caddyfiles, proxy middleware in Node, middleware that rewrites, and functions behind
an address that send on what they were sent (Django, Flask, Express, route files).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter.workspace.project import Project

SCRIPTS = frozenset(
    f"{stem}.{end}"
    for stem in ("next.config", "nuxt.config", "vite.config", "astro.config", "vue.config", "setupProxy", "proxy.conf")
    for end in ("js", "mjs", "cjs", "ts")
)
"""Names of configuration that is a source file, at any depth."""
FILES = (
    *("vercel.json", "netlify.toml", "_redirects", "public/_redirects", "static/_redirects", "proxy.conf.json"),
    *("_headers", "public/_headers", "static/_headers"),
    *("Caddyfile", "caddy/Caddyfile", "docker/Caddyfile"),
    *(
        f"{folder}{name}"
        for folder in ("", "nginx/", "nginx/conf.d/", "conf.d/", "docker/", "deploy/", "deploy/nginx/", "docker/nginx/")
        for name in (
            "nginx.conf",
            "default.conf",
            "site.conf",
            "app.conf",
            "default.conf.template",
            "nginx.conf.template",
        )
    ),
)
"""Other configuration, looked for in the root and the folders near it."""
_DEPTH = 2
_FOLDERS = 40
WORDS = (
    *("createProxyMiddleware", "http-proxy-middleware", "express-http-proxy", "upstream", "ProxyView"),
    *("NextResponse", "req.body", "request.body", "request.text", "request.get_data", "request.args", "urlpatterns"),
)
"""Words of source files that pass requests on."""
_MOST = 200_000
"""Bytes of one file that are looked at."""
_QUOTE = r"(?:[\w.]+\s*(?:\|\||\?\?)\s*)?['\"`]"
"""A quote, with what a setting of the environment falls back to: ``process.env.HOST || 'https://...'``."""
_URL = r"(?P<to>https?://[^\s'\"`;{}]+)"
_FROM = r"(?P<from>/[^\s'\"`;{}]*)"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # {source: '/ingest/:path*', destination: 'https://...'}, {"src": ..., "dest": ...}, from = "..." to = "..."
        (
            rf"\b(?:source|src|from)['\"]?\s*[:=]\s*{_QUOTE}{_FROM}{_QUOTE}[^{{}}]{{0,200}}?"
            rf"\b(?:destination|dest|to)['\"]?\s*[:=]\s*{_QUOTE}{_URL}"
        ),
        (
            rf"\b(?:destination|dest|to)['\"]?\s*[:=]\s*{_QUOTE}{_URL}{_QUOTE}[^{{}}]{{0,200}}?"
            rf"\b(?:source|src|from)['\"]?\s*[:=]\s*{_QUOTE}{_FROM}"
        ),
        # '/ingest': 'https://...', '/ingest/**': {proxy: 'https://...'}, '/ingest': {target: 'https://...'}
        rf"{_QUOTE}{_FROM}{_QUOTE}\s*:\s*{_QUOTE}{_URL}",
        (
            rf"{_QUOTE}{_FROM}{_QUOTE}\s*:\s*\{{[^{{}}]{{0,300}}?\b(?:proxy|target|to)['\"]?\s*:\s*"
            rf"(?:\{{\s*to['\"]?\s*:\s*)?{_QUOTE}{_URL}"
        ),
        # app.use('/ingest', createProxyMiddleware({target: 'https://...'})), proxy('https://...')
        rf"\bpathFilter['\"]?\s*:\s*\[?\s*{_QUOTE}{_FROM}{_QUOTE}[^{{}}]{{0,200}}?\btarget['\"]?\s*:\s*{_QUOTE}{_URL}",
        rf"{_QUOTE}{_FROM}{_QUOTE}\s*,[^;]{{0,200}}?\b(?:target['\"]?\s*:\s*|[pP]roxy\(\s*){_QUOTE}{_URL}",
        # location ^~ /ingest/ { ... proxy_pass https://...; }
        rf"\blocation\s+(?:[=~^*]+\s+)?\^?{_FROM}\s*\{{[^{{}}]{{0,2000}}?\bproxy_pass\s+['\"]?{_URL}",
        # handle_path /ingest/* { ... reverse_proxy https://... }, reverse_proxy /ingest/* https://...
        rf"\b(?:handle_path|handle|route)\s+{_FROM}\s*\{{(?:[^{{}}]|\{{[\w.]+\}}){{0,600}}?\breverse_proxy\s+{_URL}",
        rf"\breverse_proxy\s+{_FROM}\s+{_URL}",
        # /ingest/* https://... 200
        rf"(?m)^{_FROM}[ \t]+{_URL}[ \t]+200\b",
        # re_path(r"^ingest/(?P<path>.*)$", ProxyView.as_view(upstream="https://..."))
        rf"(?P<bare>['\"]\^?[\w/-]+)[^'\"]{{0,80}}['\"]\s*,\s*\w+\.as_view\([^)]{{0,200}}?\bupstream\s*=\s*{_QUOTE}{_URL}",
    )
)
_NEAR, _LONG = 600, 1500
"""Characters after a condition, and of a function, that are looked at."""
_CONSTANT = re.compile(r"\b(\w+)(?:\s*:\s*\w+)?\s*=\s*(?:[\w.]+\s*(?:\|\||\?\?)\s*)?['\"`](https?://[\w.:/-]+)['\"`]")
_PUT_IN = re.compile(r"\$\{(\w+)\}")
_TARGET = re.compile(r"(\b(?:target|destination|proxy|upstream|to)['\"]?\s*[:=(]\s*)(\w+)\b(?![.(])")
_UPSTREAM = re.compile(r"\bupstream\s+(\w+)\s*\{\s*server\s+([\w.-]+)")
_SET = re.compile(r"\bset\s+(\$\w+)\s+['\"]?([\w.-]+\.\w+)['\"]?\s*;")
_CONDITION = re.compile(r"\bstartsWith\(\s*['\"`](/[\w/.-]+)")
_PATH = re.compile(r"['\"`](/[a-zA-Z][\w/.-]*)|/\^\\(/[\w-]+)")
_HOST = re.compile(r"['\"`](?:https?://)?((?:[\w-]+\.)+[a-z]{2,})['\"`/]")
_ROUTE = re.compile(
    r"(?:@\w+\.(?:route|get|post|put|api_route)|\b(?:app|router|server|\w*[rR]outer)\.(?:get|post|put|all|use))"
    r"\(\s*['\"`](/[^\s'\"`]*)['\"`]"
)
_PASSING = re.compile(
    r"\breq(?:uest)?\.(?:body|rawBody|data|get_data|text|arrayBuffer|stream|args|query_string|GET|raw)\b"
)
_SENT = re.compile(
    r"\b(?:fetch|request|get|post|put|axios|urlopen|send|got|ky)\s*\((?:[^()'\"`]|\([^()]*\)){0,80}?[frb]{0,2}['\"`]"
    r"(?P<to>https?://[^\s'\"`]+)"
)
_VIEW = re.compile(r"(?m)^(?:async )?def (\w+)\(request\b[^)]*\)[^:]*:((?:\n(?:[ \t].*)?){1,60})")
_NAMED = re.compile(r"\b(?:re_)?path\(\s*r?['\"]\^?([\w/-]+)[^'\"]{0,80}['\"]\s*,\s*(?:\w+\.)*(\w+)")
_FILED = re.compile(
    r"(?:^|/)app/(.+)/route\.[jt]s$|(?:^|/)pages/(api/.+)\.[jt]s$|(?:^|/)src/routes/(.+)/\+server\.[jt]s$"
    r"|(?:^|/)server/(?:routes/)?(api/.+|(?<=routes/).+)\.[jt]s$"
)
_PATTERN = re.compile(r"[:*({$<\[?]|/\.\*")
"""Where the fixed part of a path ends: ``:path*``, ``*``, ``(.*)``, ``$1``."""


class Proxy(NamedTuple):
    """Requests below ``path`` (no slash at its end) are passed on to ``target``."""

    path: str
    target: str


def proxies_in(text: str) -> Iterator[Proxy]:
    """Give what one configuration file passes on, in the order of its shapes."""
    if "://" not in text and "NextResponse.rewrite" not in text:
        return  # no shape is without an address: most files need no closer look
    text = _spelled_out(text[:_MOST])
    for shape in _SHAPES:
        for match in shape.finditer(text):
            found = match.groupdict()
            path = found.get("from") or "/" + (found.get("bare") or "").strip("'\"^").lstrip("/")
            yield from _proxy(path, match["to"])
    yield from _rewritten(text)
    for path, body in _routed(text):
        yield from _handled(path, body)


def _proxy(path: str, target: str) -> Iterator[Proxy]:
    path = _PATTERN.split(path, maxsplit=1)[0].rstrip("/")
    scheme, _, rest = target.partition("://")
    target = f"{scheme}://{_PATTERN.split(rest, maxsplit=1)[0].rstrip('/')}"
    if len(path) > 1 and "." in target:
        yield Proxy(path, target)


def _spelled_out(text: str) -> str:
    """Put the literals in the place of the names that stand for an address or a host."""
    named = {match[1]: match[2] for match in _CONSTANT.finditer(text)}
    for match in _UPSTREAM.finditer(text):
        text = text.replace(f"://{match[1]}", f"://{match[2]}")
    for match in _SET.finditer(text):
        text = text.replace(match[1], match[2])
    if named:
        text = _PUT_IN.sub(lambda found: named.get(found[1], found[0]), text)
        text = _TARGET.sub(lambda found: f"{found[1]}'{named[found[2]]}'" if found[2] in named else found[0], text)
    return text


def _rewritten(text: str) -> Iterator[Proxy]:
    """Give what middleware rewrites to another host, by the conditions on the path around it."""
    if "NextResponse.rewrite" not in text:
        return
    paths = {path for match in _PATH.finditer(text) if (path := next(g for g in match.groups() if g)) != "/"}
    if len({path.strip("/").split("/", 1)[0] for path in paths}) == 1:
        pieces = [(path, text) for path in sorted(paths)]
    else:
        starts = [*_CONDITION.finditer(text)]
        ends = [match.start() for match in starts[1:]] + [len(text)]
        pieces = [(m[1], text[m.end() : min(end, m.end() + _NEAR)]) for m, end in zip(starts, ends, strict=False)]
    for path, piece in pieces:
        for match in _HOST.finditer(piece):
            yield from _proxy(path, "https://" + match[1])


def _routed(text: str) -> Iterator[tuple[str, str]]:
    """Give the addresses that functions of a file answer, each with the text of the function."""
    starts = [*_ROUTE.finditer(text)]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    for match, end in zip(starts, ends, strict=False):
        yield match[1], text[match.end() : min(end, match.end() + _LONG)]


def _handled(path: str, body: str) -> Iterator[Proxy]:
    """Give where the function behind an address sends what it was sent."""
    if _PASSING.search(body):
        for match in _SENT.finditer(body):
            yield from _proxy(path, match["to"])


def _views(texts: dict[str, str]) -> Iterator[Proxy]:
    """Give what the views behind a table of addresses pass on, and the files whose own path is their address."""
    functions = {m[1]: m[2] for text in texts.values() for m in _VIEW.finditer(text) if _PASSING.search(m[2])}
    for path, text in texts.items():
        if functions and "urlpatterns" in text:
            for match in _NAMED.finditer(text):
                if match[2] in functions:
                    yield from _handled("/" + match[1], functions[match[2]])
        filed = _FILED.search(path)
        if filed is not None:
            yield from _handled("/" + next(g for g in filed.groups() if g), text)


def configuration_of(project: Project, names: Iterable[str] = FILES) -> tuple[str, ...]:
    """Give the files of some names near the root that are no sources, sorted: configuration of servers and hosts."""
    paths: set[str] = set()
    folders = {""}
    for path in project.files:
        parts = path.split("/")[:-1][:_DEPTH]
        folders.update("/".join(parts[: at + 1]) for at in range(len(parts)))
    for folder in sorted(folders, key=lambda f: (f.count("/") + bool(f), f))[:_FOLDERS]:
        paths.update(p for name in names if project.exists(p := posixpath.join(folder, name)))
    return tuple(sorted(paths))


def proxies_of(project: Project, sources: tuple[str, ...] = ()) -> tuple[Proxy, ...]:
    """Give what a project's configuration and these of its source files pass on: longest path first, each once."""
    found: dict[Proxy, None] = {}
    paths = {path for path in project.files if posixpath.basename(path) in SCRIPTS}
    paths.update(configuration_of(project))
    texts: dict[str, str] = {}
    for path in sorted({*paths, *sources}):
        try:
            texts[path] = project.consult(path).decode("utf-8", "replace")[:_MOST]
        except OSError:
            continue
        found.update(dict.fromkeys(proxies_in(texts[path])))
    found.update(dict.fromkeys(_views(texts)))
    return tuple(sorted(found, key=lambda p: (-len(p.path), p)))
