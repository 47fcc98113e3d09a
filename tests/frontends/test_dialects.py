"""What each template dialect says: values, filters, variables, loops, includes, blocks."""

from __future__ import annotations

import pytest

from linter import ir
from linter.frontends import lower
from linter.frontends.templates.dialects import guess_dialect
from linter.workspace.text import SourceText
from tests.frontends.render import blocks, body, expression, signature


def read(source: str, dialect: str, language: str = "html") -> ir.Module:
    return lower(SourceText("page", source.encode()), language, dialect)


def printed(source: str, dialect: str) -> str:
    """Give what a template prints into an attribute."""
    module = read(f'<i x="{source}">', dialect)
    value = module.tags[0].attributes[0].value
    assert value is not None
    return expression(value)


def template(module: ir.Module) -> list[str]:
    assert module.template is not None
    return body(module, module.template.function)


def includes(module: ir.Module) -> list[str]:
    assert module.template is not None
    return [
        f"{expression(i.target)}({', '.join(expression(a) for a in i.arguments)}){' alone' if i.isolated else ''}"
        for i in module.template.includes
    ]


def slots(module: ir.Module) -> list[str]:
    assert module.template is not None
    return [slot.name for slot in module.template.slots]


@pytest.mark.parametrize(
    ("dialect", "source", "value"),
    [
        ("django", "{{ user.email }}", "user.email"),
        ("django", "{{ q|lower|default:'x' }}", "|default(|lower(q), 'x')"),
        ("django", "{{ xs.0.name }}", "xs['0'].name"),
        ("django", "{% url 'search' q=term %}", "%url('search', q=term)"),
        ("django", "{% firstof a b %}", "choice(a, b)"),
        ("django", "{{ block.super }}", "block.super"),
        ("jinja", "{{ q|replace('a', 'b')|upper }}", "|upper(|replace(q, 'a', 'b'))"),
        ("jinja", "{{ request.args.get('q') }}", "request.args.get('q')"),
        ("jinja", "{{ a if b else c }}", "choice(b ? a, c)"),
        ("jinja", "{{ a ~ '-' ~ b }}", "text(a, '-', b)"),
        ("jinja", "{{ {'a': b, 'c': [d]} }}", "{a: b, c: [d]}"),
        ("jinja", "{{ a is not none and not b }}", "choice(!(is(a)), !(b))"),
        ("twig", "{{ app.user ? app.user.email : 'x' }}", "choice(app.user ? app.user.email, 'x')"),
        ("twig", "{{ a ?: b }}", "choice(a, b)"),
        ("twig", "{{ {q: a, 'r': b}|json_encode|raw }}", "|raw(|json_encode({q: a, r: b}))"),
        ("twig", "{{ 'a' ~ b|upper }}", "text('a', |upper(b))"),
        ("twig", "{{ path('x', {q: q}) }}", "path('x', {q: q})"),
        ("liquid", "{{ customer.email | append: '@', b | sha256 }}", "|sha256(|append(customer.email, '@', b))"),
        ("liquid", "{{ img | img_url: width: 10 }}", "|img_url(img, width=10)"),
        ("liquid", "{{ section.settings.my-name }}", "section.settings['my-name']"),
        ("handlebars", "{{user.email}}", "user.email"),
        ("handlebars", "{{{json data}}}", "json(data)"),
        ("handlebars", "{{link q to='x'}}", "link(q, to='x')"),
        ("handlebars", "{{concat 'a' (lower q)}}", "text('a', lower(q))"),
        ("handlebars", "{{@root.user.id}}", "user.id"),
        ("handlebars", "{{../q}}", "q"),
        ("handlebars", "{{if a b c}}", "choice(a ? b, c)"),
        ("go", "{{ .User.Email }}", "..User.Email"),
        ("go", "{{ .Q | urlquery }}", "|urlquery(..Q)"),
        ("go", "{{ printf '%s' .Q }}", "text('%s', ..Q)"),
        ("go", "{{ $x.Name }}", "$x.Name"),
        ("ejs", "<%= user.email %>", "user.email"),
        ("ejs", "<%- JSON.stringify(d) -%>", "JSON.stringify(d)"),
        ("erb", "<%= params[:q] %>", "params.q"),
        ("erb", "<%= current_user&.email.downcase %>", "current_user.email.downcase()"),
        ("erb", "<%= @user.name || 'x' %>", "choice(@user.name, 'x')"),
        ("erb", "<%= raw({a: @q, 'b' => 1}.to_json) %>", "raw({a: @q, b: 1}.to_json())"),
        ("erb", "<%== j 'a#{b.id}c' -%>", "j('a#{b.id}c')"),
        ("blade", "{{ $user->email }}", "$user.email"),
        ("blade", "{!! $q ?? 'x' !!}", "choice($q, 'x')"),
        ("blade", "@json($data)", "json_encode($data)"),
        ("blade", "{{ request('q') }}", "request('q')"),
        ("blade", "{{ auth()->user()->email }}", "auth().user().email"),
        ("php", "<?= $_GET['q'] ?>", "$_GET.q"),
        ("php", "<?php echo htmlspecialchars($this->getQuery()); ?>", "htmlspecialchars($this.getQuery())"),
        ("php", "<?= $a . '-' . $b ?>", "text($a, '-', $b)"),
    ],
)
def test_a_value_is_read(dialect: str, source: str, value: str) -> None:
    quoted = printed(source, dialect).removeprefix("hole(").removesuffix(")")
    assert quoted == value


@pytest.mark.parametrize(
    ("dialect", "source"),
    [
        ("jinja", "{% for x in xs %}<b>{{ x }}</b>{% else %}none{% endfor %}"),
        ("liquid", "{% for x in xs limit:3 %}<b>{{ x }}</b>{% endfor %}"),
        ("handlebars", "{{#each xs as |x|}}<b>{{x}}</b>{{/each}}"),
        ("erb", "<% xs.each do |x| %><b><%= x %></b><% end %>"),
        ("ejs", "<% for (const x of xs) { %><b><%= x %></b><% } %>"),
    ],
)
def test_a_loop_gives_the_items(dialect: str, source: str) -> None:
    module = read(source, dialect)
    assert module.template is not None
    assigned = [line.replace("<=", "<-") for line in template(module) if "x <" in line]
    assert assigned == ["[1] x <- item(xs)"]
    assert module.functions[module.template.function].blocks[module.tags[0].block].kind == "loop"


def test_a_php_loop_and_a_blade_loop_give_the_items() -> None:
    for dialect, source in (
        ("php", "<?php foreach ($xs as $k => $x): ?><b><?= $x ?></b><?php endforeach; ?>"),
        ("blade", "@foreach ($xs as $k => $x)<b>{{ $x }}</b>@endforeach"),
    ):
        module = read(source, dialect, "php" if dialect == "php" else "html")
        assert "[1] $x <- item($xs)" in template(module)
        assert module.tags[0].block == 1


@pytest.mark.parametrize(
    ("dialect", "source"),
    [
        ("jinja", "{% if a %}<b>{% elif c %}<i>{% else %}<u>{% endif %}"),
        ("liquid", "{% if a %}<b>{% elsif c %}<i>{% else %}<u>{% endif %}"),
        ("handlebars", "{{#if a}}<b>{{else if c}}<i>{{else}}<u>{{/if}}"),
        ("go", "{{ if a }}<b>{{ else if c }}<i>{{ else }}<u>{{ end }}"),
        ("erb", "<% if a %><b><% elsif c %><i><% else %><u><% end %>"),
        ("ejs", "<% if (a) { %><b>x<% } else if (c) { %><i>x<% } else { %><u>x<% } %>"),
    ],
)
def test_branches_are_guarded(dialect: str, source: str) -> None:
    module = read(source, dialect)
    assert module.template is not None
    made = module.functions[module.template.function].blocks
    seen = []
    for tag in module.tags:
        guards = []
        block = tag.block
        while block > 0:
            guard = made[block].guard
            assert guard is not None
            guards.append(("not " if made[block].negated else "") + expression(guard))
            block = made[block].parent
        seen.append(sorted(guards))
    assert seen == [["a"], ["c", "not a"], ["not a", "not c"]]


def test_unless_and_case_of_liquid() -> None:
    module = read("{% unless a %}<b>{% endunless %}{% case x %}{% when 1 %}<i>{% else %}<u>{% endcase %}", "liquid")
    assert (
        blocks(module, 1)
        == [
            "1: branch in 0 unless a group 1",
            "2: branch in 0 if ==(x, 1) group 2",
            "3: branch in 0 unless ==(x, 1) group 2",
            "4: branch in 3",
        ][: len(blocks(module, 1))]
    )
    assert module.tags[0].block == 1


def test_variables_of_a_template() -> None:
    assert template(read("{% set a = b|lower %}", "jinja")) == ["a <- |lower(b)"]
    assert template(read("{% set a %}x{{ b }}{% endset %}", "jinja")) == ["a <- text('x', hole(b @1))"]
    assert template(read("{% with a=b c=d %}{% endwith %}", "django")) == ["[1] a <- b", "[1] c <- d"]
    assert template(read("{% with x.y as a %}{% endwith %}", "django")) == ["[1] a <- x.y"]
    assert template(read("{% assign a = b | downcase %}", "liquid")) == ["a <- |downcase(b)"]
    assert template(read("{% capture a %}{{ b }}{% endcapture %}", "liquid")) == ["a <- hole(b @1)"]
    assert template(read("{% liquid\n assign a = b\n echo a\n%}", "liquid")) == ["a <- b"]
    assert template(read("{% get_user x as u %}", "django")) == ["u <- %get_user(x)"]
    assert template(read("{{ $a := .B }}", "go")) == ["$a <- ..B"]
    assert template(read("<% a = params.fetch(:q, 'x') %>", "erb")) == ["a <- choice(params.q, 'x')"]
    assert template(read("@php($a = $b)", "blade")) == ["$a <- $b"]
    assert template(read("@php $a['em'] = hash('sha256', $b); @endphp", "blade")) == ["$a.em <- hash('sha256', $b)"]


def test_templates_that_use_others() -> None:
    assert includes(read('{% include "x.html" with a=b only %}', "django")) == ["'x.html'(a=b) alone"]
    assert includes(read("{% include 'x' with {a: b} only %}", "twig")) == ["'x'(a=b) alone"]
    assert includes(read("{{ include('x', {a: b}) }}", "twig")) == ["'x'(a=b)"]
    assert includes(read("{% render 'x', a: b.c %}", "liquid")) == ["'x'(a=b.c) alone"]
    assert includes(read("{% section 'x' %}", "liquid")) == ["'x'()"]
    assert includes(read("{{> x a=b.c}}", "handlebars")) == ["'x'(a=b.c)"]
    assert includes(read("<%- include('x', {a: b}) %><% include y %>", "ejs")) == ["'y'()", "'x'(a=b)"]
    assert includes(read("<%= render 'x', a: @b %>", "erb")) == ["'x'(a=@b)"]
    assert includes(read("<%= render partial: 'x', locals: { a: @b } %>", "erb")) == ["'x'(a=@b)"]
    assert includes(read("@include('x.y', ['a' => $b])", "blade")) == ["'x.y'($a=$b)"]
    assert includes(read('{{ template "x" .User }}', "go")) == ["'x'(.=..User) alone"]
    assert includes(read("<?php require 'x.php'; ?>", "", "php")) == ["'x.php'()"]


def test_inheritance() -> None:
    for dialect, source in (
        ("django", '{% extends "base" %}{% block head %}<b>{% endblock %}'),
        ("blade", "@extends('base') @section('head')<b>@endsection"),
    ):
        module = read(source, dialect)
        assert module.template is not None
        assert module.template.extends is not None
        assert expression(module.template.extends) == "'base'"
        assert slots(module) == ["head"]
    assert slots(read("<% content_for :head do %><b><% end %><%= yield :foot %>", "erb")) == ["head", "foot"]
    assert slots(read("@yield('a') @push('b') x @endpush", "blade")) == ["a", "b"]
    assert slots(read('{{ define "a" }}x{{ end }}', "go")) == ["a"]


def test_macros_are_functions_that_give_what_they_print() -> None:
    module = read("{% macro px(u, t='x') %}https://x/{{ u }}{% endmacro %}<img src=\"{{ px(q) }}\">", "jinja")
    macro = next(f for f in module.functions if f.kind == "macro")
    index = module.functions.index(macro)
    assert signature(macro) == "macro px(u, t = 'x') in 1"
    assert body(module, index) == ["return text('https://x/', hole(u))"]
    returned = macro.body[0].value
    assert isinstance(returned, ir.Text)
    hole = returned.parts[1]
    assert isinstance(hole, ir.Hole)
    assert hole.function == index


def test_macros_are_imported() -> None:
    module = read('{% from "m.html" import px as p %}{% import "n.html" as n %}', "jinja")
    assert [(i.local, i.specifier, i.name) for i in module.imports] == [("p", "m.html", "px"), ("n", "n.html", "*")]


def test_comments_of_every_dialect_speak_to_us() -> None:
    for dialect, source in {
        "jinja": "{# tracklint: x #}",
        "django": "{% comment %} tracklint: x {% endcomment %}",
        "liquid": "{% # tracklint: x %}",
        "handlebars": "{{!-- tracklint: x --}}",
        "ejs": "<%# tracklint: x %>",
        "erb": "<%# tracklint: x %>",
        "blade": "{{-- tracklint: x --}}",
        "go": "{{/* tracklint: x */}}",
        "php": "<?php // tracklint: x\n ?>",
    }.items():
        module = read(source, dialect, "php" if dialect == "php" else "html")
        assert [c.text for c in module.comments] == ["tracklint: x"], dialect


def test_what_is_not_template_stays() -> None:
    module = read("{% raw %}{{ a }}{% endraw %}<b>", "jinja")
    assert [t.name for t in module.tags] == ["b"]
    module = read("@media (x) { } a@b.de @{{ c }} <b x='{{ $d }}'>", "blade")
    assert [t.name for t in module.tags] == ["b"]
    assert module.template is not None
    assert template(module) == []


def test_a_php_value_reaches_the_script() -> None:
    source = """<?php
    $user = ['em' => hash('sha256', $customer->getEmail())];
    if ($phone) { $user['ph'] = $phone; }
    ?><script>fbq('init', '1', <?= json_encode($user) ?>);</script>"""
    module = read(source, "", "php")
    assert template(module) == [
        "$user <- {em: hash('sha256', $customer.getEmail())}",
        "do $phone",
        "[1] $user.ph <- $phone",
    ]
    assert body(module) == ["[1] do fbq('init', '1', hole(json_encode($user)))"]


def test_code_that_prints_one_of_two_values_is_a_choice() -> None:
    module = read("<script>x = <?php if ($a) { echo $b; } else { echo ''; } ?>;</script>", "", "php")
    assert body(module) == ["[1] x <- hole(choice(hole($b @2), hole('' @1)) @2)"]


def test_classes_and_functions_of_php() -> None:
    source = """<?php
    use App\\Models\\User as Person;
    class A extends B {
        public $id = 1;
        function __construct(private string $mail, $x = null) { $this->x = $x; }
        function mail(): string { return "to {$this->mail}"; }
    }
    function f(...$rest) { if (!$rest) { return 1; } return g($rest); }
    [$a, 'k' => $b] = f();
    """
    module = read(source, "", "php")
    assert [(i.local, i.specifier, i.name) for i in module.imports] == [("Person", "App\\Models\\User", "User")]
    declared = module.classes[0]
    assert (declared.name, [expression(b) for b in declared.bases]) == ("A", ["B"])
    assert [signature(module.functions[m]) for m in declared.methods] == [
        "method __construct($mail: string, $x = None) in 1 receiver $this of class#0",
        "method mail() in 1 receiver $this of class#0",
    ]
    assert body(module, declared.methods[0]) == ["$this.mail <- $mail", "$this.x <- $x"]
    assert body(module, declared.methods[1]) == ["return text('to ', $this.mail)"]
    function = next(i for i, f in enumerate(module.functions) if f.name == "f")
    assert body(module, function) == ["do !($rest)", "[1] return 1", "[2] return g($rest)"]
    assert template(module) == ["$a <- f()['0']", "$b <- f().k"]


def test_ejs_callbacks_are_the_scope_of_what_they_print() -> None:
    module = read("<% rows.forEach(function (row) { %><b x='<%= row.name %>'></b><% }) %>", "ejs")
    hole = module.tags[0].attributes[0].value
    assert isinstance(hole, ir.Hole)
    assert [p.name for p in module.functions[hole.function].parameters] == ["row"]


def test_javascript_tag_of_rails_holds_script() -> None:
    module = read("<%= javascript_tag do %> track('<%= @q %>'); <% end %>", "erb")
    assert body(module) == ["[1] do track(text(hole(@q @1)))"]
    assert module.tags[0].name == "script"


@pytest.mark.parametrize(
    ("source", "dialect"),
    [
        ("<p>plain</p><style>a{b:c}</style>", ""),
        ("{% load static %}", "jinja"),
        ("<p>{{ q }}</p>", "jinja"),
        ("{{#if a}}{{/if}}", "handlebars"),
        ("{{ .Title }}", "go"),
        ("<% if (a) { %><% } %>", "ejs"),
        ("<% @xs.each do |x| %><% end %>", "erb"),
        ("<?php echo 1 ?>", "php"),
        ("@extends('x')\n{{ $a }}", "blade"),
    ],
)
def test_a_dialect_is_known_by_its_words(source: str, dialect: str) -> None:
    assert guess_dialect(source.encode()) == dialect


def test_a_page_that_holds_templates_for_the_browser_is_the_server_s() -> None:
    source = "{% load x %}<script type='text/template'><% if (a) { %><%= b %><% } %></script>"
    assert guess_dialect(source.encode()) == "jinja"
    assert guess_dialect(b"{{/* a comment */}}{{ .X }}") == "go"
