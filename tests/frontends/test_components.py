"""Single-file components: Vue, Svelte, Astro."""

from __future__ import annotations

from linter import ir
from linter.frontends import lower
from linter.workspace.text import SourceText
from tests.frontends.render import blocks, body, expression, signature, tag


def read(source: str, language: str) -> ir.Module:
    return lower(SourceText(f"SearchBox.{language}", source.encode()), language)


OPTIONS = """
<template>
  <form v-if="open" @submit.prevent="search">
    <input v-model.trim="q" :placeholder="label" @input="log(q, $event); n = 1" @keyup="e => log(e, q)">
    <AssetRow v-for="(a, i) in assets" :key="i" :asset="a" v-bind="extra"/>
  </form>
  <p v-else>{{ show(q) }}</p>
</template>
<script>
import AssetRow from './AssetRow.vue'
export default {
  props: ['label'],
  data() { return { q: '' } },
  methods: { search() { gtag('event', 'search', { search_term: this.q }) } },
}
</script>
"""


def test_free_names_of_a_vue_template_are_the_component_s() -> None:
    module = read(OPTIONS, "vue")
    template = next(i for i, f in enumerate(module.functions) if f.kind == "template")
    assert signature(module.functions[template]) == "template template() in 0 receiver this of class#0"
    assert [tag(t) for t in module.tags][1] == (
        f"input v-model=this.q placeholder=this.label oninput=fn#5 onkeyup=fn#6 parent 0 in {template} block 1"
    )
    assert body(module, template) == [
        "do this.open",
        "[2] a <= item(this.assets)",
        "[2] i <= opaque()",
        "[3] do this.show(this.q)",
    ]
    assert blocks(module, template) == [
        "1: branch in 0 if this.open group 1",
        "2: loop in 1",
        "3: branch in 0 unless this.open group 1",
    ]


def test_handlers_of_a_vue_template_belong_to_the_component() -> None:
    module = read(OPTIONS, "vue")
    handlers = [i for i, f in enumerate(module.functions) if f.kind == "handler"]
    assert all(module.functions[i].owner == 0 and module.functions[i].receiver == "this" for i in handlers)
    assert body(module, handlers[0]) == ["do this.search($event)"]
    assert body(module, handlers[1]) == ["do this.log(this.q, $event)", "this.n <- 1"]


def test_a_component_in_a_vue_template_is_named() -> None:
    module = read(OPTIONS, "vue")
    row = module.tags[2]
    assert row.component is not None
    assert expression(row.component) == "AssetRow"
    assert {a.name: expression(a.value) for a in row.attributes if a.value} == {
        "v-for": "'(a, i) in assets'",
        "key": "i",
        "asset": "a",
        "...": "this.extra",
    }


def test_names_of_script_setup_are_the_template_s_own() -> None:
    module = read(
        """<script setup lang="ts">
        import { ref } from 'vue'
        const props = defineProps({ user: Object })
        const q = ref<string>('')
        function go(x: string) { gtag('event', x, { q: q.value }) }
        </script>
        <template><input v-model="q" @change="go"><b :x="user.email" :q /></template>""",
        "vue",
    )
    assert [f.name for f in module.classes[0].fields] == ["user"]
    assert [e.name for e in module.exports] == ["default"]
    field, bold = module.tags
    assert {a.name: expression(a.value) for a in bold.attributes if a.value} == {"x": "this.user.email", "q": "q"}
    handler = field.attributes[1].value
    assert isinstance(handler, ir.Lambda)
    assert body(module, handler.function) == ["do go($event)"]


def test_a_slot_binds_names_in_vue() -> None:
    module = read(
        "<template><x-list #item=\"{ row, id: key }\"><b :a='row.name' :b='key' :c='other'/></x-list></template>", "vue"
    )
    assert [expression(a.value) for a in module.tags[1].attributes if a.value] == ["row.name", "key", "this.other"]


def test_a_pug_template_is_left_alone() -> None:
    assert read("<template lang='pug'>p(a='b')</template><script>export default {}</script>", "vue").tags == ()


SVELTE = """
<script lang="ts">
  import { page } from '$app/stores';
  import Row from './Row.svelte';
  export let q = '';
  $: url = $page.url.href;
  function go(e) { posthog.capture('x', { q }); }
</script>
<!-- tracklint: ok -->
<svelte:head><title>Find {q}</title></svelte:head>
{#if user}
  <Row {q} {...rest} on:click={go} onfocus={() => track(q)} bind:value={q} href="/x?{q}"/>
{:else}
  {#each rows as { id, name }, i (id)}<li data-id={id}>{show(name)}</li>{/each}
{/if}
{@const w = q + 1}
"""


def test_a_svelte_component() -> None:
    module = read(SVELTE, "svelte")
    assert [f.name for f in module.classes[0].fields] == ["q"]
    assert body(module) == ["go <= fn#1", "q <= ''", "url <- $page.url.href"]
    template = next(i for i, f in enumerate(module.functions) if f.kind == "template")
    row = next(t for t in module.tags if t.name == "Row")
    assert {a.name: expression(a.value) for a in row.attributes if a.value} == {
        "q": "q",
        "...": "rest",
        "onclick": "fn#4",
        "onfocus": "fn#3",
        "bind:value": "q",
        "href": "text('/x?', q)",
    }
    assert body(module, 4) == ["do go(event)"]
    assert module.functions[template].parent == 0
    title = next(t for t in module.tags if t.name == "title")
    assert title.content is not None
    assert expression(title.content) == "text('Find ', q)"
    assert blocks(module, template) == [
        "1: branch in 0 if user group 1",
        "2: branch in 0 unless user group 1",
        "3: loop in 2",
    ]
    assert "[3] name <- item(rows).name" in body(module, template)
    assert "[3] do show(name)" in body(module, template)
    assert [c.text for c in module.comments] == ["tracklint: ok"]


def test_an_astro_component() -> None:
    module = read(
        """---
import Layout from './Layout.astro';
const q = Astro.url.searchParams.get('q');
---
<Layout title={`x ${q}`} {q}>
  {xs.map((x) => (<li data-x={x}>{x}</li>))}
  {q && <img src={"https://x.example/?q=" + q}>}
  <script define:vars={{ q }}>fbq('track', q);</script>
</Layout>
""",
        "astro",
    )
    assert body(module)[0] == "q <= Astro.url.searchParams.get('q')"
    assert body(module)[1] == "[1] do fbq('track', q)"
    layout, item, image, script = module.tags
    assert {a.name: expression(a.value) for a in layout.attributes if a.value} == {"title": "text('x ', q)", "q": "q"}
    assert [expression(a.value) for a in item.attributes if a.value] == ["x"]
    assert [expression(a.value) for a in image.attributes if a.value] == ["text('https://x.example/?q=', q)"]
    template = next(i for i, f in enumerate(module.functions) if f.kind == "template")
    assert blocks(module, template) == ["1: loop in 0", "2: branch in 0 if q group 1"]
    assert (item.block, image.block, script.block) == (1, 2, 0)
