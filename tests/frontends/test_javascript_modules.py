"""Imports and exports of ES modules, CommonJS, AMD and TypeScript."""

from __future__ import annotations

import pytest

from linter import ir
from linter.frontends.javascript.frontend import lower_javascript
from linter.workspace.text import SourceText
from tests.frontends.render import bindings, body, expression, render


def lower(source: str, language: str = "javascript") -> ir.Module:
    return lower_javascript(SourceText("a.js", source.encode()), language)


def exports(module: ir.Module) -> list[str]:
    return [line.removeprefix("export ") for line in render(module).splitlines() if line.startswith("export ")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a from 'x'", ["a <- default of 'x'"]),
        ("import * as a from './x'", ["a <- * of './x'"]),
        ("import {a, b as c, default as d} from 'x'", ["a <- a of 'x'", "c <- b of 'x'", "d <- default of 'x'"]),
        ("import a, {b} from 'x'", ["a <- default of 'x'", "b <- b of 'x'"]),
        ("import a, * as b from 'x'", ["a <- default of 'x'", "b <- * of 'x'"]),
        ("import {'a-b' as c} from 'x'", ["c <- a-b of 'x'"]),
        ("import 'x'", []),
        ("import type {A} from 'x'", ["A <- A of 'x'"]),
        ("import {type A, b} from 'x'", ["A <- A of 'x'", "b <- b of 'x'"]),
        ("import a = require('x')", ["a <- * of 'x'"]),
    ],
)
def test_imports(source: str, expected: list[str]) -> None:
    assert bindings(lower(source, "typescript")) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const a = 1, b = 2", ["a = a", "b = b"]),
        ("export const {a, b: [c]} = f()", ["a = a", "c = c"]),
        ("export function f() {}", ["f = f"]),
        ("export class A {}", ["A = A"]),
        ("export default a", ["default = a"]),
        ("export default f(a)", ["default = f(a)"]),
        ("export default function () {}", ["default = fn#1"]),
        ("export default function f() {}", ["default = fn#1"]),
        ("export default class A {}", ["default = class#0"]),
        ("export default async () => {}", ["default = fn#1"]),
        ("export {a, b as c, d as default}", ["a = a", "c = b", "default = d"]),
        ("export {a, default as b} from 'x'", ["a <- a of 'x'", "b <- default of 'x'"]),
        ("export * from 'x'", ["* <- * of 'x'"]),
        ("export * as a from 'x'", ["a <- * of 'x'"]),
        ("export type {A} from 'x'", ["A <- A of 'x'"]),
        ("export interface A {}", ["A = class#0"]),
        ("export type A = {b: string}", ["A = class#0"]),
        ("export default interface A {}", ["default = class#0"]),
        ("export enum A {B}", ["A = A"]),
        ("export abstract class A {}", ["A = A"]),
        ("export declare const a: string", []),
        ("export as namespace A", []),
        ("export = a", ["= = a"]),
        ("export import a = b.c", ["a = a"]),
    ],
)
def test_exports(source: str, expected: list[str]) -> None:
    assert exports(lower(source, "typescript")) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("module.exports = f", ["= = f"]),
        ("module.exports = {a, b: f()}", ["= = {a: a, b: f()}", "a = a", "b = f()"]),
        ("exports = module.exports = f", ["= = f"]),
        ("exports.a = f", ["a = f"]),
        ("module.exports.a = function () {}", ["a = fn#1"]),
        ("exports.a = exports.b = void 0", ["b = None", "a = None"]),
        ("(function () { module.exports = f; exports.a = g })()", ["= = module.exports", "a = exports.a"]),
        ("Object.defineProperty(exports, 'a', {get: function () { return b.c }})", ["a = fn#1()"]),
        ("define(['a'], function (a) { return a })", ["= = fn#1()"]),
        ("define({a: 1})", ["= = {a: 1}", "a = 1"]),
        ("other.exports = f; a.exports.b = f", []),
    ],
)
def test_other_module_systems(source: str, expected: list[str]) -> None:
    assert exports(lower(source)) == expected


def test_what_is_exported_is_evaluated_where_it_stands() -> None:
    assert body(lower("export default wrap(a)(b)")) == ["do wrap(a)(b)"]
    assert body(lower("module.exports = {a}")) == ["module.exports <- {a: a}"]


def test_modules_reach_the_parameters_of_an_asynchronous_definition() -> None:
    module = lower("define('me', ['a', 'exports', 'b'], function (x, exports, y) {}); require(['c'], function (z) {})")
    assert body(module, 1) == ["x <- import('a')", "y <- import('b')"]
    assert body(module, 2) == ["z <- import('c')"]


def test_namespaces_keep_what_they_export_as_members() -> None:
    module = lower("namespace N.M { export const a = 1; const b = 2 }", "typescript")
    assert body(module) == ["[1] a <= 1", "[1] b <= 2", "N.M.a <- a".replace("N", "[1] N", 1)]
    assert exports(module) == []


def test_ambient_declarations_bind_nothing() -> None:
    module = lower(
        "declare const dataLayer: any[]; declare function gtag(): void;"
        "declare global { interface Window { fbq: any } } declare module 'x' { export interface A { b: string } }",
        "typescript",
    )
    assert body(module) == []
    assert [(c.kind, c.name, [f.name for f in c.fields]) for c in module.classes] == [
        ("interface", "Window", ["fbq"]),
        ("interface", "A", ["b"]),
    ]


def test_an_alias_of_an_import() -> None:
    module = lower("import a = b.c.d", "typescript")
    assert body(module) == ["a <= b.c.d"]


def test_the_span_of_an_exported_name_is_the_name() -> None:
    source = "export const naïve = 1"
    (export,) = lower(source).exports
    assert export.value is not None
    assert expression(export.value) == "naïve"
    assert source.encode()[export.value.start : export.value.end].decode() == "naïve"
