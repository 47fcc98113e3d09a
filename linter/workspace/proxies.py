"""
Paths of a site that its own configuration passes on to another host.

Read from the text of configuration files by the shape of their entries: rewrites of Next.js, Vercel,
Netlify, Nuxt and Vite, ``location`` blocks of nginx, Caddyfiles, proxy middleware in Node and views in Django.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
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
    *("Caddyfile", "caddy/Caddyfile", "docker/Caddyfile"),
    *(
        f"{folder}{name}"
        for folder in ("", "nginx/", "docker/", "deploy/", "docker/nginx/")
        for name in ("nginx.conf", "default.conf")
    ),
)
"""Other configuration, looked for in the root and the folders near it."""
_DEPTH = 2
_FOLDERS = 40
WORDS = ("createProxyMiddleware", "http-proxy-middleware", "express-http-proxy", "upstream", "ProxyView")
"""Words of source files that pass requests on."""
_MOST = 200_000
"""Bytes of one file that are looked at."""
_QUOTE = r"['\"`]"
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
_PATTERN = re.compile(r"[:*($<\[?]|/\.\*")
"""Where the fixed part of a path ends: ``:path*``, ``*``, ``(.*)``, ``$1``."""


class Proxy(NamedTuple):
    """Requests below ``path`` (no slash at its end) are passed on to ``target``."""

    path: str
    target: str


def proxies_in(text: str) -> Iterator[Proxy]:
    """Give what one configuration file passes on, in the order of its shapes."""
    text = text[:_MOST]
    for shape in _SHAPES:
        for match in shape.finditer(text):
            found = match.groupdict()
            path = found.get("from") or "/" + (found.get("bare") or "").strip("'\"^").lstrip("/")
            path = _PATTERN.split(path, maxsplit=1)[0].rstrip("/")
            scheme, _, rest = match["to"].partition("://")
            target = f"{scheme}://{_PATTERN.split(rest, maxsplit=1)[0].rstrip('/')}"
            if len(path) > 1 and "." in target:
                yield Proxy(path, target)


def proxies_of(project: Project, sources: tuple[str, ...] = ()) -> tuple[Proxy, ...]:
    """Give what a project's configuration and these of its source files pass on: longest path first, each once."""
    found: dict[Proxy, None] = {}
    paths = {path for path in project.files if posixpath.basename(path) in SCRIPTS}
    folders = {""}
    for path in project.files:
        parts = path.split("/")[:-1][:_DEPTH]
        folders.update("/".join(parts[: at + 1]) for at in range(len(parts)))
    for folder in sorted(folders, key=lambda f: (f.count("/") + bool(f), f))[:_FOLDERS]:
        paths.update(p for name in FILES if project.exists(p := posixpath.join(folder, name)))
    for path in sorted({*paths, *sources}):
        try:
            text = project.read(path).decode("utf-8", "replace")
        except OSError:
            continue
        found.update(dict.fromkeys(proxies_in(text)))
    return tuple(sorted(found, key=lambda p: (-len(p.path), p)))
