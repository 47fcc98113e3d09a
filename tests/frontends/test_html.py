"""Pages: elements, attributes, inline scripts, handlers, islands, and the template conditions around them."""

from __future__ import annotations

from linter import ir
from linter.frontends import lower
from linter.workspace.text import SourceText
from tests.frontends.render import blocks, body, expression


def page(source: str, dialect: str = "") -> ir.Module:
    return lower(SourceText("page.html", source.encode()), "html", dialect)


def attributes(tag: ir.Tag) -> dict[str, str | None]:
    return {a.name: expression(a.value) if a.value is not None else None for a in tag.attributes}


def test_an_element_keeps_its_attributes_decoded_and_in_lower_case() -> None:
    module = page('<IMG SRC="https://x.example/?a=1&amp;b=2" Async data-x=y>')
    assert module.tags[0].name == "img"
    assert attributes(module.tags[0]) == {"src": "'https://x.example/?a=1&b=2'", "async": None, "data-x": "'y'"}


def test_elements_know_their_parent_and_where_they_end() -> None:
    source = "<form><p><label>Mail <input name=m></label><p>x</form>"
    module = page(source)
    form, first, label, field, second = module.tags
    assert [t.parent for t in module.tags] == [-1, 0, 1, 2, 0]
    assert (form.stop, label.name, field.name) == (len(source), "label", "input")
    assert source[first.stop :].startswith("<p>x")
    assert second.stop == source.index("</form>")


def test_the_text_of_titles_and_labels_is_content_without_the_tags_in_it() -> None:
    module = page("<title>Find a &lt;doctor&gt;</title><label>Your <b>mail</b> here</label>")
    assert module.tags[0].content is not None
    assert expression(module.tags[0].content) == "'Find a <doctor>'"
    assert module.tags[1].content is not None
    assert expression(module.tags[1].content) == "text('Your ', 'mail', ' here')"


def test_scripts_share_the_page_scope_each_in_a_block_of_its_own() -> None:
    module = page("<script>var q = 1;</script><div></div><script type=module>use(q)</script>")
    assert module.shared_scope
    assert blocks(module) == ["1: script in 0 tag 0", "2: script in 0 tag 2"]
    assert body(module) == ["[1] q <- 1", "[2] do use(q)"]


def test_scripts_held_back_by_their_type_are_lowered_all_the_same() -> None:
    for kind in ("text/plain", "text/partytown", "didomi/javascript", "text/javascript", "application/javascript"):
        assert body(page(f'<script type="{kind}">fbq("track")</script>')) == ["[1] do fbq('track')"], kind


def test_scripts_that_are_templates_for_the_browser_are_not_script() -> None:
    for kind in ("text/html", "text/x-handlebars-template", "text/template", "x-shader/x-vertex"):
        assert body(page(f'<script type="{kind}"><b>x</b></script>')) == [], kind


def test_a_json_island_is_parsed() -> None:
    module = page('<script id=d type="application/json">{"user": {"mail": "a@b.c"}}</script>')
    assert module.tags[0].content is not None
    assert expression(module.tags[0].content) == "{user: {mail: 'a@b.c'}}"
    assert body(module) == []


def test_an_event_attribute_is_a_handler_below_the_page() -> None:
    module = page('<a onclick="ga(&quot;send&quot;, &#39;x&#39;); return false">x</a>')
    assert attributes(module.tags[0]) == {"onclick": "fn#1"}
    handler = module.functions[1]
    assert (handler.kind, handler.parent) == ("handler", 0)
    assert body(module, 1) == ["do ga('send', 'x')", "return False"]


def test_a_javascript_address_is_a_handler_too() -> None:
    module = page('<a href=" javascript:track(1)">x</a>')
    assert attributes(module.tags[0]) == {"href": "fn#1"}
    assert body(module, 1) == ["do track(1)"]


def test_what_stands_in_noscript_are_elements_below_it() -> None:
    module = page('<noscript><img src="https://x.example/tr?ev=PageView"></noscript>')
    assert [(t.name, t.parent) for t in module.tags] == [("noscript", -1), ("img", 0)]


def test_comments_hold_no_elements_and_speak_only_with_our_name() -> None:
    module = page("<!-- <img src=x> -->\n <!-- tracklint: ignore[TRK101] why -->")
    assert module.tags == ()
    assert [(c.text, c.own_line) for c in module.comments] == [("tracklint: ignore[TRK101] why", True)]


def test_style_and_textarea_hold_no_elements() -> None:
    module = page("<style>a > b { }</style><textarea><img></textarea><img>")
    assert [t.name for t in module.tags] == ["style", "textarea", "img"]


def test_tags_left_open_in_a_branch_do_no_harm() -> None:
    module = page("{% if a %}<div class=x>{% else %}<div class=y>{% endif %}<img></div><p>")
    assert [t.name for t in module.tags] == ["div", "div", "img", "p"]
    assert module.faults == ()


def test_a_plain_page_has_no_template() -> None:
    assert page("<p>{ not one }</p>").template is None


def test_a_tag_stands_in_the_block_of_its_condition() -> None:
    module = page("{% if user %}<img src=a>{% elif x %}<img src=b>{% else %}<img src=c>{% endif %}<img src=d>")
    assert module.template is not None
    template = module.template.function
    assert blocks(module, template) == [
        "1: branch in 0 if user group 1",
        "2: branch in 0 unless user group 1",
        "3: branch in 2 if x group 2",
        "4: branch in 2 unless x group 2",
    ]
    assert [t.block for t in module.tags] == [1, 3, 4, 0]
    assert body(module, template) == ["do user", "[2] do x"]


def test_a_printed_value_is_a_hole_alone_or_part_of_a_text() -> None:
    module = page('<img src="https://x.example/?q={{ q|urlencode }}&amp;r=1" alt="{{ q }}" {{ rest }}>')
    assert attributes(module.tags[0]) == {
        "src": "text('https://x.example/?q=', hole(|urlencode(q)), '&r=1')",
        "alt": "hole(q)",
        "...": "hole(rest)",
    }


def test_an_attribute_that_a_condition_decides_about_is_decorated() -> None:
    module = page("""<img {% if a %}data-q="{{ q }}"{% endif %} src="{% if a %}x{% else %}{{ y }}{% endif %}z">""")
    made = {a.name: a for a in module.tags[0].attributes}
    assert made["data-q"].decorated
    assert not made["src"].decorated
    assert attributes(module.tags[0])["src"] == "text(choice(a ? 'x', hole(y @3)), 'z')"


def test_json_script_is_a_script_element() -> None:
    module = page('{{ data|json_script:"cfg" }}')
    island = module.tags[0]
    assert island.name == "script"
    assert attributes(island) == {"id": "'cfg'", "type": "'application/json'"}
    assert island.content is not None
    assert expression(island.content) == "hole(data)"


def test_a_tag_printed_into_plain_text_is_evaluated() -> None:
    module = page("{% meta_pixel user.id %} {{ q|lower }} {{ show(q) }}", "django")
    assert module.template is not None
    assert body(module, module.template.function) == ["do %meta_pixel(user.id)", "do show(q)"]


def test_a_script_that_is_a_template_is_lowered_as_a_whole() -> None:
    module = lower(SourceText("app.js", b"{% if a %}track('{{ q }}');{% endif %} done()"), "javascript", "django")
    assert body(module) == ["[1] do track(text(hole(q @1)))", "do done()"]
    assert blocks(module) == ["1: branch in 0 if hole(a) group 1"]


def test_listeners_of_page_frameworks_are_handlers() -> None:
    for name in ("@click.once", "x-on:click", "v-on:click", "ng-click", "(click)"):
        module = page(f'<a {name}="track(q)">x</a>')
        assert attributes(module.tags[0]) == {"onclick": "fn#1"}, name
        assert body(module, 1) == ["do track(q)"]


def test_two_braces_of_a_script_are_no_template() -> None:
    module = page("<p>{{ q }}</p><script>if (a) {{ b(); c() }} d({{ q }})</script>")
    assert body(module) == ["[1] do a", "[3] do b()", "[3] do c()", "[1] do d(hole(q))"]


def test_a_script_that_is_whole_only_with_its_branches_is_no_fault() -> None:
    source = """<script>
$('#t').DataTable({
  language: {
    {% if ar %}
    url: 'ar.json'
    {% else %}
    url: 'en.json'
    {% endif %}
  }
});
fbq('track', 'View');
</script>
"""
    module = lower(SourceText("t.html", source.encode()), "html", "django")
    assert module.faults == ()
    broken = lower(SourceText("t.html", b"<script>\nfunction ( { ] f(\n</script>"), "html", "django")
    assert [fault.reason for fault in broken.faults] == ["could not be parsed"]
