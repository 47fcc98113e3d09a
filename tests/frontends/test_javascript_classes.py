"""Classes, interfaces, enumerations, types, and the objects that frameworks make classes of."""

from __future__ import annotations

import pytest

from linter import ir
from linter.frontends.builder import ModuleBuilder
from linter.frontends.javascript.frontend import lower_javascript, lower_script
from linter.workspace.text import SourceText
from tests.frontends.render import body, declared, expression, field, parameter, signature


def lower(source: str, language: str = "typescript") -> ir.Module:
    return lower_javascript(SourceText("a.ts", source.encode()), language)


def fields(module: ir.Module, index: int = 0) -> list[str]:
    return [field(f) for f in module.classes[index].fields]


def methods(module: ir.Module, index: int = 0) -> list[str]:
    return [signature(module.functions[m]) for m in module.classes[index].methods]


def test_a_class() -> None:
    module = lower(
        "@Injectable() class A extends b.B {"
        " #p = 1; static q = f();"
        " constructor(a) { super(a); this.a = a }"
        " get url() { return this.a } set url(v) { this.a = v }"
        " static async load(x) {} @Get('/s') find() {} 'odd name'() {} [Symbol.iterator]() {} }",
    )
    assert declared(module.classes[0]) == "class A(b.B) in 0 methods 1, 2, 3, 4, 5, 6, 7 @Injectable()"
    assert fields(module) == ["#p = 1", "q = f()"]
    assert methods(module) == [
        "method constructor(a) in 0 receiver this of class#0",
        "getter url() in 0 receiver this of class#0",
        "method set url(v) in 0 receiver this of class#0",
        "method load(x) in 0 receiver this of class#0 static",
        "method find() in 0 receiver this of class#0 @Get('/s')",
        "method odd name() in 0 receiver this of class#0",
        "method () in 0 receiver this of class#0",
    ]
    assert body(module) == ["A <= class#0"]
    assert body(module, 1) == ["do super(a)", "this.a <- a"]


@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
def test_members_that_look_like_modifiers(language: str) -> None:
    module = lower(
        "class A { get() {} set() {} static() {} async() {} static get b() {} static static() {} }", language
    )
    assert [(f.kind, f.name, f.static) for f in module.functions[1:]] == [
        ("method", "get", False),
        ("method", "set", False),
        ("method", "static", False),
        ("method", "async", False),
        ("getter", "b", True),
        ("method", "static", True),
    ]


def test_parameters_of_a_constructor_that_are_fields() -> None:
    module = lower(
        "class A { constructor(private readonly api: Api, public n?: string, @Inject(T) t: T = u, plain: X) { api.go() } }"
    )
    assert fields(module) == ["api: Api", "n: string"]
    assert [parameter(p) for p in module.functions[1].parameters] == ["api: Api", "n: string", "t: T = u", "plain: X"]
    assert body(module, 1) == ["this.api <- api", "this.n <- n", "do api.go()"]


def test_a_decorated_parameter_gets_what_its_decorator_says() -> None:
    module = lower("class A { find(@Query('q') q: string, @Body() {email}: Dto) {} }")
    assert [parameter(p) for p in module.functions[1].parameters] == ["q: string = Query('q')", "%1: Dto = Body()"]
    assert body(module, 1) == ["email <- %1.email"]


def test_fields_that_need_their_instance() -> None:
    module = lower("class A { a = this.fb.group({b: 1}); send = (x) => this.go(x); c = () => 1; d = 2 }")
    assert fields(module) == ["a", "send = fn#2", "c = fn#3", "d = 2"]
    assert methods(module) == [
        "method %fields() in 0 receiver this of class#0",
        "method send(x) in 0 receiver this of class#0",
        "method c() in 0 receiver this of class#0",
    ]
    assert body(module, 1) == ["this.a <- this.fb.group({b: 1})"]
    assert body(module, 2) == ["return this.go(x)"]


def test_static_blocks_and_class_expressions() -> None:
    module = lower("const A = class extends mixin(B) { static { this.x = 1 } }; f(class {})", "javascript")
    assert [c.name for c in module.classes] == ["A", ""]
    assert [expression(b) for b in module.classes[0].bases] == ["mixin(B)"]
    assert methods(module) == ["method %static() in 0 receiver this of class#0 static"]
    assert body(module) == ["A <= class#0", "do f(class#1)"]


def test_decorated_fields_as_ember_has_them() -> None:
    module = lower("export default class A extends Component { @service analytics; @tracked q = ''; @action go() {} }")
    assert fields(module) == ["analytics @service", "q = '' @tracked"]
    assert methods(module) == ["method go() in 0 receiver this of class#0 @action"]


def test_interfaces_and_object_types() -> None:
    module = lower(
        "interface P extends Q, R.S<T> { a: string; b?: User | null; go(): void; 'd-e': string | number }"
        "type V = {a: Partial<User>} & W; type None = A | B"
    )
    assert [declared(c) for c in module.classes] == ["interface P(Q, R.S) in 0", "interface V(W) in 0"]
    assert fields(module) == ["a: string", "b: User", "go", "d-e: choice(string, number)"]
    assert fields(module, 1) == ["a: User"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("User", "User"),
        ("api.User", "api.User"),
        ("User<T>", "User"),
        ("Promise<User>", "User"),
        ("User | undefined", "User"),
        ("A | B | null", "choice(A, B)"),
        ("A & B", "choice(A, B)"),
        ("'a' | 'b'", "choice('a', 'b')"),
        ("(A)", "A"),
        ("() => Promise<User>", "=>(User)"),
        ("{a: string}", "class#0"),
    ],
)
def test_annotations(written: str, expected: str) -> None:
    module = lower(f"let x: {written} = y; function f(p: {written}) {{}}")
    assign = module.functions[0].body[-1]
    assert isinstance(assign, ir.Assign)
    assert assign.annotation is not None
    assert module.functions[1].parameters[0].annotation is not None
    assert expression(assign.annotation).replace("#1", "#0") == expected


@pytest.mark.parametrize("written", ["User[]", "typeof a", "keyof A", "[A, B]", "null"])
def test_types_without_a_simple_name(written: str) -> None:
    assign = lower(f"let x: {written} = y").functions[0].body[0]
    assert isinstance(assign, ir.Assign)
    assert assign.annotation is None


def test_the_properties_of_a_function_component() -> None:
    module = lower("const C: React.FC<Props> = ({email}) => null", "tsx")
    assert [parameter(p) for p in module.functions[1].parameters] == ["%0: Props"]


def test_the_type_that_a_call_is_asked_for() -> None:
    assign = lower("const props = defineProps<{email: string}>()").functions[0].body[0]
    assert isinstance(assign, ir.Assign)
    assert assign.annotation is not None
    assert expression(assign.annotation) == "class#0"


def test_type_syntax_leaves_no_trace_in_values() -> None:
    module = lower("(window as any).a = <B>b; c!.d = e satisfies F; g<H>(i as const); const j = k as L[]", "typescript")
    assert body(module) == ["window.a <- b", "c.d <- e", "do g(i)", "j <= k"]
    assert lower("function f(this: X, a: string): void; function f(a) {}").functions[1].parameters[0].name == "a"


def test_enumerations() -> None:
    module = lower("enum E { A, B = 'b', 'C' = 3, D }")
    assert fields(module) == ["A = 0", "B = 'b'", "C = 3", "D = 4"]
    assert body(module) == ["E <= {A: 0, B: 'b', C: 3, D: 4}"]


VUE = """
import { mapGetters } from 'vuex'
export default {
  name: 'SearchBox',
  mixins: [tracking],
  props: { userId: { type: String, default: 'x' }, plain: Number, either: [String, Number] },
  data() { return { q: '', user: this.$store.state.user } },
  computed: {
    ...mapGetters(['plan']),
    label() { return this.q },
    both: { get() { return this.q }, set(v) { this.q = v } },
  },
  watch: { q(value) { track(value) }, 'form.email': { handler(v) { track(v) } } },
  mounted() { this.send(this.q) },
  methods: {
    send: function (t) { fbq('track', 'Search', { search_string: t }) },
    late: debounce(function () { this.send() }, 300),
  },
}
"""


def test_an_options_object_is_a_class() -> None:
    module = lower(VUE, "javascript")
    assert declared(module.classes[0]).startswith("component SearchBox(tracking) in 0")
    assert fields(module) == [
        "name = 'SearchBox'",
        "userId: String = 'x'",
        "plain: Number",
        "either: choice(String, Number)",
        "q = ''",
        "user",
        "plan = mapGetters(['plan']).plan",
        "late = debounce(fn#9, 300)",
    ]
    assert methods(module) == [
        "method data() in 0 receiver this of class#0",
        "getter label() in 0 receiver this of class#0",
        "getter both() in 0 receiver this of class#0",
        "method set both(v) in 0 receiver this of class#0",
        "method watch q(value) in 0 receiver this of class#0",
        "method watch form.email(v) in 0 receiver this of class#0",
        "method mounted() in 0 receiver this of class#0",
        "method send(t) in 0 receiver this of class#0",
        "method late() in 0 receiver this of class#0",
    ]
    assert body(module, 1) == ["this.user <- this['$store'].state.user", "return {q: '', user: this.user}"]
    assert body(module, 5) == ["value <- this.q", "do track(value)"]
    assert body(module, 6) == ["v <- this.form.email", "do track(v)"]
    assert [expression(e.value) for e in module.exports if e.value is not None] == ["class#0"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = defineComponent({props: ['a'], setup(p) { const b = f(p); return {b} }})", "x <- class#0"),
        ("x = Vue.extend({methods: {a() {}}})", "x <- class#0"),
        ("x = Component.extend(Mixed, made(), {a() {}})", "x <- class#0"),
        ("x = Ember.Controller.extend({a() {}})", "x <- class#0"),
        ("x = createReactClass({render() {}})", "x <- class#0"),
        ("Vue.component('x', {props: ['a']})", "do Vue.component('x', class#0)"),
        ("new Vue({el: '#a', methods: {b() {}}})", "do new Vue(class#0)"),
        ("createApp({data() {}}).mount('#a')", "do createApp(class#0).mount('#a')"),
        ("x = Chart.extend({}, a, b)", "x <- Chart.extend({}, a, b)"),
        ("$.extend({a() {}}, b)", "do $.extend({a: fn#1}, b)"),
        ("x = Object.create({a() {}})", "x <- Object.create({a: fn#1})"),
    ],
)
def test_calls_that_make_components(source: str, expected: str) -> None:
    module = lower(source, "javascript")
    assert body(module)[-1] == expected
    assert [c.kind for c in module.classes] == (["component"] if "class#0" in expected else [])


def test_what_setup_gives_back_is_the_components_own() -> None:
    module = lower("x = defineComponent({setup(p) { const b = f(p); return {b, c: 1} }})", "javascript")
    assert fields(module) == ["b", "c = 1"]
    assert body(module, 1) == ["b <= f(p)", "this.b <- b", "return {b: this.b, c: 1}"]


def test_methods_of_an_ember_object_in_all_its_groups() -> None:
    module = lower(
        "export default Component.extend({ metrics: service(), full: computed('a', function () { return this.a }),"
        " actions: { save() { this.full } } })",
        "javascript",
    )
    assert [expression(b) for b in module.classes[0].bases] == ["Component"]
    assert fields(module) == ["metrics = service()", "full = computed('a', fn#1)", "actions = {save: fn#2}"]
    assert methods(module) == [
        "getter full() in 0 receiver this of class#0",
        "method save() in 0 receiver this of class#0",
    ]


def test_what_a_single_file_component_exports_is_a_component() -> None:
    source = b"export default { props: ['a'] }"
    builder = ModuleBuilder("vue", 100)
    lower_script(source, 10, "javascript", builder, builder.functions[0], 0)
    module = builder.build()
    assert declared(module.classes[0]) == "component () in 0"
    assert (module.classes[0].start, module.classes[0].end) == (25, 41)


def test_a_plain_exported_object_stays_one() -> None:
    module = lower("export default { name: 'x', data: 1 }", "javascript")
    assert module.classes == ()
    assert body(module) == ["do {name: 'x', data: 1}"]
