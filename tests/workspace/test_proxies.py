"""What configuration files pass on to other hosts."""

from __future__ import annotations

import time

import pytest

from linter.workspace.proxies import Proxy, proxies_in

POSTHOG = "https://eu.i.posthog.com"


@pytest.mark.parametrize(
    "text",
    [
        "{ source: '/ingest/:path*', destination: 'https://eu.i.posthog.com/:path*' }",
        '{"source": "/ingest/(.*)", "destination": "https://eu.i.posthog.com/$1"}',
        '{"destination": "https://eu.i.posthog.com/:path*", "source": "/ingest/:path*"}',
        '[[redirects]]\n  from = "/ingest/*"\n  to = "https://eu.i.posthog.com/:splat"\n  status = 200',
        "/ingest/*  https://eu.i.posthog.com/:splat  200!\n",
        "routeRules: { '/ingest/**': { proxy: 'https://eu.i.posthog.com/**' } }",
        "routeRules: { '/ingest/**': { proxy: { to: 'https://eu.i.posthog.com/**' } } }",
        "proxy: { '/ingest': { changeOrigin: true, target: 'https://eu.i.posthog.com' } }",
        "proxy: { '/ingest': 'https://eu.i.posthog.com' }",
        "app.use('/ingest', createProxyMiddleware({ target: 'https://eu.i.posthog.com' }));",
        "app.use('/ingest', proxy('https://eu.i.posthog.com'));",
        "location /ingest/ {\n  proxy_set_header Host x;\n  proxy_pass https://eu.i.posthog.com/;\n}",
        "location ~ ^/ingest/(.*)$ { proxy_pass https://eu.i.posthog.com/$1; }",
        "handle_path /ingest* {\n  rewrite * /ingest{path}\n  reverse_proxy https://eu.i.posthog.com:443\n}",
        "reverse_proxy /ingest/* https://eu.i.posthog.com",
        're_path(r"^ingest/(?P<path>.*)$", ProxyView.as_view(upstream="https://eu.i.posthog.com/"))',
    ],
)
def test_each_shape_is_read(text: str) -> None:
    found = [Proxy(p.path, p.target.removesuffix(":443")) for p in proxies_in(text)]
    assert found[:1] == [Proxy("/ingest", POSTHOG)]


@pytest.mark.parametrize(
    "text",
    [
        "{ source: '/:path*', destination: 'https://www.example.org/:path*' }",
        "{ source: '/old', destination: '/new', permanent: true }",
        "location / { proxy_pass https://www.example.org; }",
        "location /api/ { proxy_pass http://backend:8000; }",
        "/old https://www.example.org/new 301\n",
    ],
)
def test_a_whole_site_and_a_host_inside_are_no_proxies(text: str) -> None:
    assert list(proxies_in(text)) == []


@pytest.mark.parametrize("piece", ["source: '/a", "location /a {", "'/a', ", "handle_path /a {", "'/a': {", "{", "/a "])
def test_hostile_text_ends_in_time(piece: str) -> None:
    begun = time.monotonic()
    assert list(proxies_in(piece * (400_000 // len(piece)))) == []
    assert time.monotonic() - begun < 20
