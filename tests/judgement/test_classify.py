"""Origins to data kinds: lines of public code as flows, and the rules one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.judgement.classify import Classifier
from linter.model import Flow
from tests.judgement.flows import catalogue, flow, settings, sink

CLASSIFIER = Classifier(catalogue(), settings())


def kinds(case: Flow, classifier: Classifier = CLASSIFIER) -> dict[str, str]:
    return {evidence.kind: evidence.confidence for evidence in classifier.classify(case)}


IDENTIFY = sink("segment", operation="identify")
SEGMENT = sink("segment", server=True, path="app/views.py")
POSTHOG = sink("posthog")
PROFILE = sink("posthog", operation="identify")
SENTRY = sink("sentry", operation="error", server=True)
SENTRY_USER = sink("sentry", operation="identify")
AMPLITUDE = sink("amplitude", server=True)
MIXPANEL = sink("mixpanel", server=True)
META = sink("meta-pixel")
META_INIT = sink("meta-pixel", operation="init")
GA = sink("google-analytics")
SHOP = sink("google-analytics", operation="ecommerce")
GTM = sink("google-tag-manager", channel="queue")
ADS = sink("google-ads")
TIKTOK = sink("tiktok-pixel")
INTERCOM = sink("intercom", operation="identify")
GROUP = sink("segment", operation="group", server=True)

LEAKS = [
    ("phone in the extras of a message", flow("phone", "phone", to=SENTRY, kind="parameter"), {"contact.phone": "high"}),
    ("user id of an identify wrapper", flow("userId", role="identity", to=IDENTIFY), {"user-id": "high"}),
    ("owner id in an event", flow("owner.ownerid", "user_ownerid", to=AMPLITUDE), {"user-id": "high"}),
    ("user name as a tag", flow("repository.author.username", "owner_username", to=SENTRY), {"user-id": "high"}),
    ("owner id as a tag", flow("repository.author.ownerid", "owner_id", to=SENTRY), {"user-id": "high"}),
    ("identify with an id", flow("user.id", role="identity", to=IDENTIFY), {"user-id": "high"}),
    ("traits: e-mail", flow("user.email", "email", to=IDENTIFY), {"contact.email": "high"}),
    ("traits: first name", flow("user.first_name", "firstName", to=IDENTIFY), {"name": "high"}),
    ("traits: user name", flow("user.get_username()", "username", to=IDENTIFY, kind="call"), {"user-id": "high"}),
    ("credentials of a failed login", flow("kwargs.credentials", to=sink("segment", event="Login Failed")), {"credential": "low"}),
    ("name of another person", flow("user.name()", "recipient_name", to=SEGMENT, kind="call"), {"name": "high"}),
    ("id of another person", flow("user.id", "recipient_id", to=SEGMENT), {"user-id": "high"}),
    ("user id in a group call", flow("user.id", role="identity", to=GROUP), {"user-id": "high"}),
    ("creator of an integration", flow("integration.created_by.id", role="identity", to=SEGMENT), {"user-id": "medium"}),
    ("e-mail as distinct id", flow("session.user.email", role="identity", to=PROFILE), {"contact.email": "high"}),
    ("user id beside it", flow("session.user.id", "userId", to=PROFILE), {"user-id": "high"}),
    ("hook wrapper", flow("distinctId", role="identity", to=PROFILE, kind="parameter"), {"user-id": "medium"}),
    ("Sentry user: id", flow("currentUser.id", "id", role="identity", to=SENTRY_USER), {"user-id": "high"}),
    ("Sentry user: name", flow("currentUser.name", "name", role="identity", to=SENTRY_USER), {"name": "medium"}),
    ("search text of a component", flow("this.q", path="lib/discover-page/component.ts", to=sink("google-analytics", path="lib/discover-page/component.ts")), {"search-term": "low"}),
    ("value of a search box", flow("this.value", to=sink("google-analytics", text="click('link', 'Discover - Search', this.value)")), {"search-term": "low"}),
    ("address of the router", flow("this.router.currentURL", "page", to=GA), {"page-url": "medium"}),
    ("validated e-mail", flow("validation.data", "email", to=POSTHOG), {"contact.email": "medium"}),
    ("e-mail of a new account", flow("email", "email", to=POSTHOG), {"contact.email": "high"}),
    ("viewer's e-mail", flow("verifiedEmail", "viewerEmail", to=POSTHOG), {"contact.email": "high"}),
    ("traits: name in parts", flow("user.name.first", "traits", "firstName", role="identity", to=IDENTIFY), {"name": "high"}),
    ("traits: full name", flow("user.name.full", "traits", "name", role="identity", to=IDENTIFY), {"name": "medium"}),
    ("IP of the request", flow("req.ip", "context", "ip", to=SEGMENT, path="routes/users.js"), {"ip-address": "high"}),
    ("name of a patient", flow("carePlan.patient.name", "properties", "patientName", to=SEGMENT), {"name": "high"}),
    ("first name by a getter", flow("carePlan.get('patient.name.first')", "properties", "patientFirstName", to=SEGMENT, kind="call"), {"name": "high"}),
    ("e-mail of a patient", flow("carePlan.patient.email", "properties", "patientEmail", to=SEGMENT), {"contact.email": "high"}),
    ("e-mail of a carer", flow("newCareProvider.email", "toEmail", to=SEGMENT), {"contact.email": "high"}),
    ("name of a carer", flow("newCareProvider.name", "toName", to=SEGMENT), {"name": "low"}),
    ("identify in a load function", flow("data.user.name", "name", to=PROFILE), {"name": "medium"}),
    ("checkout e-mail", flow("event.data.checkout.email", "email", to=GTM), {"contact.email": "high"}),
    ("checkout phone", flow("event.data.checkout.phone", "phone", to=GTM), {"contact.phone": "high"}),
    ("checkout name", flow("event.data.checkout.shippingAddress.firstName", "first_name", to=GTM), {"name": "high"}),
    ("checkout street", flow("event.data.checkout.shippingAddress.address1", "address1", to=GTM), {"contact.postal": "high"}),
    ("checkout city", flow("event.data.checkout.shippingAddress.city", "city", to=GTM), {"contact.postal": "high"}),
    ("checkout country", flow("event.data.checkout.shippingAddress.countryCode", "country", to=GTM), {"location": "medium"}),
    ("page of the checkout", flow("event.context.window.location.href", "page_location", to=GTM), {"page-url": "medium"}),
    ("title of the checkout", flow("event.context.document.title", "page_title", to=GTM), {"page-url": "medium"}),
    ("browser id", flow("event.clientId", "client_id", to=GTM), {"device-id": "medium"}),
    ("search of a customer event", flow("event.data.searchResult.query", "search_term", role="search", to=ADS), {"search-term": "high"}),
    ("search string", flow("event.searchResult.query", "search_string", role="search", to=META), {"search-term": "high"}),
    ("search in the data layer", flow("event.data.searchResult.query", "query", to=sink("google-tag-manager", event="search_submitted")), {"search-term": "medium"}),
    ("search string as a parameter", flow("search_string", "ecommerce", "search_string", to=GTM, kind="parameter"), {"search-term": "high"}),
    ("search printed by PHP", flow("$this.getSearchQuery()", "search_string", role="search", to=META, kind="call"), {"search-term": "high"}),
    ("chat settings: name", flow("auth().user().name", "name", role="identity", to=INTERCOM), {"name": "medium"}),
    ("chat settings: id", flow("auth().user().id", "user_id", role="identity", to=INTERCOM), {"user-id": "high"}),
    ("distinct id of people", flow("people.id", "distinct_id", role="identity", to=MIXPANEL), {"user-id": "high"}),
    ("profile name", flow("user.display_name", "properties", "$name", to=sink("mixpanel", operation="set")), {"name": "high"}),
    ("profile e-mail", flow("user.email", "properties", "$email", to=sink("mixpanel", operation="set")), {"contact.email": "high"}),
    ("e-mail of an invited person", flow("invitee.email", "properties", "invitee_email", to=MIXPANEL), {"contact.email": "high"}),
    ("actor of a wrapper", flow("event_by", role="identity", to=SEGMENT, kind="parameter"), {"user-id": "medium"}),
    ("user id in a create call", flow("req.user.uid", "userId", role="identity", to=sink("google-analytics", operation="init")), {"user-id": "high"}),
    ("user id as client id", flow("user.uid", "cid", to=sink("google-analytics", channel="request")), {"user-id": "high"}),
    ("medicine search", flow("searchTerm", "search_term", to=sink("posthog", event="medication_search")), {"search-term": "high"}),
    ("search text of a logger", flow("this.searchText", to=GA), {"search-term": "medium"}),
    ("search options", flow("options.query", "search_term", role="search", to=GA), {"search-term": "high"}),
    ("e-mail in the code itself", flow("", "properties", "email", literal="something@something.com", kind="constant", to=sink("posthog", operation="set")), {"contact.email": "medium"}),
    ("identity of a template tag", flow("identity", role="identity", to=sink("mixpanel", operation="identify")), {"user-id": "medium"}),
    ("customer of a shop", flow("customer.email", role="identity", to=PROFILE), {"contact.email": "high"}),
    ("customer's name", flow("customer.name", "name", to=PROFILE), {"name": "high"}),
    ("customer's id", flow("customer.id", "shopify_customer_id", to=PROFILE), {"user-id": "high"}),
    ("plain e-mail under a key that says hashed", flow("user_email", "HashedEmail", to=GTM), {"contact.email": "high"}),
    ("advanced matching", flow("user_email", "em", role="identity", to=META_INIT), {"contact.email": "high"}),
    ("city of a buyer", flow("marketing_data.city", "city", to=SHOP), {"contact.postal": "low"}),
]  # fmt: skip

NEAR_MISSES = [
    ("colour scheme", flow("matches", "preferredColorScheme", to=IDENTIFY)),
    ("organisation ids", flow("orgs", "org_ids", to=AMPLITUDE)),
    ("plan of an owner", flow("repository.author.plan", "owner_plan", to=SENTRY)),
    ("name of a repository", flow("repository.name", "repo_name", to=SENTRY)),
    ("id of a repository", flow("repository.repoid", "repo_id", to=SENTRY)),
    ("environment", flow("py:os.getenv('CLUSTER_ENV')", "cluster", to=SENTRY, kind="call")),
    ("a commit called id", flow("id", "commit_sha", to=SENTRY, kind="parameter")),
    ("queue name", flow("queue_name", "celery.queue", to=SENTRY, kind="parameter")),
    ("link of a public file", flow("resource_url", "event_label", to=GA)),
    ("the same, old interface", flow("resource_url", to=GA)),
    ("count of gifts", flow("reserved_gifts", "reserved_gifts", to=SEGMENT, transforms=("length-count",))),
    ("team id", flow("team.id", role="identity", to=GROUP)),
    ("team name", flow("team.name", "name", to=GROUP)),
    ("node id", flow("node.id", "id", to=SEGMENT)),
    ("workflow id", flow("node.workflow.id", "workflow_id", to=SEGMENT)),
    ("event name of a wrapper", flow("track_id", role="event", to=SEGMENT, kind="parameter")),
    ("integration", flow("integration.id", "id", to=SEGMENT)),
    ("number of rows", flow("integration.num_rows", "row_count", to=SEGMENT)),
    ("environment of the page", flow("SETTINGS.environment", "environment", to=PROFILE)),
    ("course id", flow("items.readable_id", "course-id", to=GTM)),
    ("price", flow("items.price", "course-price", to=GTM)),
    ("theme", flow("this.theme.id", to=GA)),
    ("sort option", flow("option", to=sink("google-analytics", text="track('dropdown', 'select', `Sort by: ${option}`)"))),
    ("trigger", flow("trigger", "trigger", to=POSTHOG)),
    ("team", flow("teamInfo.currentTeam.id", "teamId", to=POSTHOG)),
    ("place in the layout", flow("", "location", literal="sidebar", kind="constant", to=POSTHOG)),
    ("number of e-mails", flow("emails", "inviteeCount", to=POSTHOG, transforms=("length-count",))),
    ("dataroom", flow("dataroomId", "dataroomId", to=POSTHOG)),
    ("document", flow("document.name", "documentName", to=POSTHOG)),
    ("link", flow("link.id", "linkId", to=POSTHOG)),
    ("verified domain", flow("domain", "slug", to=sink("jitsu", server=True))),
    ("date of joining", flow("user.createdAt", "traits", "created", role="identity", to=IDENTIFY)),
    ("user agent of a header", flow("req.headers.user-agent", "context", "userAgent", to=SEGMENT)),
    ("address of an invitation", flow("AppConfig.url", "properties", "inviteUrl", to=SEGMENT, calls=("carePlan.invitePatientUrl",))),
    ("currency", flow("event.data.productVariant.price.currencyCode", "currency", to=ADS)),
    ("product id", flow("event.data.productVariant.id", "items", "item_id", to=ADS)),
    ("product title", flow("event.data.productVariant.product.title", "items", "item_name", to=ADS)),
    ("content name", flow("event.data.productVariant.title", "content_name", to=META)),
    ("content ids", flow("event.data.productVariant.id", "content_ids", to=META)),
    ("value of a purchase", flow("event.data.checkout.totalPrice.amount", "value", to=META)),
    ("contents", flow("product.title", "contents", "content_name", to=TIKTOK)),
    ("time stamp", flow("event.timestamp", "timestamp", to=GTM)),
    ("order id", flow("event.data.checkout.order.id", "order_id", to=GTM)),
    ("cart token", flow("event.data.checkout.token", "token", to=GTM)),
    ("name of a product", flow("name", "ecommerce", "add", "products", "name", to=GTM, kind="parameter")),
    ("category", flow("category", "ecommerce", "add", "products", "category", to=GTM, kind="parameter")),
    ("product printed by PHP", flow("$products.content_name", "content_name", to=META)),
    ("status of a registration", flow("$customer.status", "status", to=META)),
    ("catalogue id", flow("$this.getProductCatalogId()", "product_catalog_id", to=META, kind="call")),
    ("staff flag", flow("user.is_staff", "properties", "is_staff", to=sink("mixpanel", operation="set"))),
    ("role of an invited person", flow("invitee.role", "properties", "invitee_role", to=MIXPANEL)),
    ("workspace", flow("workspace.slug", "properties", "workspace", to=MIXPANEL)),
    ("organisation", flow("invitation.organization.name", "properties", "organization", to=MIXPANEL)),
    ("tweet id", flow("tid", "eventValue", to=GA, kind="parameter")),
    ("academic term", flow("newValue", "term", to=sink("google-analytics", event="term_selected"), kind="parameter")),
    ("item of a page", flow("this.asset.name", "items", "name", to=GA)),
    ("maker of an item", flow("this.asset.creator_name", "items", "brand", to=GA)),
    ("head count of a group", flow("", "employees", literal=11, kind="constant", to=GROUP)),
    ("browser name", flow("", "current_browser", literal="Chrome", kind="constant", to=POSTHOG)),
    ("constant id", flow("", "distinct_id", role="identity", literal="new_distinct_id", kind="constant", to=POSTHOG)),
    ("order of a shop", flow("order_id", "order_id", to=POSTHOG, kind="parameter")),
    ("name of a form field", flow("field", "first_field", to=sink("posthog", event="booking_form_started"), kind="parameter")),
    ("title of a product", flow("productTitle", "product_title", to=sink("posthog", event="email_quote_clicked"))),
    ("product of an old interface", flow("name", "name", to=SHOP, kind="parameter")),
    ("position in a list", flow("position", "position", to=SHOP)),
    ("row of a basket", flow("$row.name", "name", to=SHOP)),
    ("number of an order", flow("$marketing_data.purchase_code", "id", to=SHOP)),
    ("product ids", flow("$product_ids", "dynx_itemid", to=GTM)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "case", "expected"), LEAKS, ids=[row[0] for row in LEAKS])
def test_leak(name: str, case: Flow, expected: dict[str, str]) -> None:
    assert kinds(case) == expected


@pytest.mark.parametrize(("name", "case"), NEAR_MISSES, ids=[row[0] for row in NEAR_MISSES])
def test_near_miss(name: str, case: Flow) -> None:
    assert kinds(case) == {}


# ------------------------------------------------------------------------------------------ rule by rule


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (flow("request.GET.get('q')", path="app/views.py"), {"search-term": "high"}),
        (flow("request.GET.get('q')", "search_string", role="search", path="app/views.py"), {"search-term": "high"}),
        (flow("request.GET.get('page')", path="app/views.py"), {}),
        (flow("request.GET.get('sort')", path="app/views.py"), {}),
        (flow("request.POST.symptoms", path="app/views.py"), {"health.symptom": "high"}),
        (flow("request.user", role="identity", path="app/views.py"), {"user-id": "high"}),
        (flow("request.user.email", path="app/views.py"), {"contact.email": "high"}),
        (flow("request.user.team.name", path="app/views.py"), {}),
        (flow("request.META.get('REMOTE_ADDR')", path="app/views.py"), {"ip-address": "high"}),
        (flow("location.href", role="url"), {"page-url": "medium"}),
        (flow("location.pathname", role="url"), {}),
        (flow("location.origin", role="url"), {}),
        (flow("document.title", role="title"), {}),
        (flow("localStorage.getItem('theme')"), {}),
        (flow("localStorage.getItem('email')"), {"contact.email": "high"}),
        (flow("document.getElementById('search').value"), {"search-term": "high"}),
    ],
)
def test_known_sources(case: Flow, expected: dict[str, str]) -> None:
    assert kinds(case) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (flow("x", "external_id", to=META), {"user-id": "medium"}),
        (flow("x", "ud[em]", to=META), {"contact.email": "medium"}),
        (flow("x", "em", to=META), {"contact.email": "medium"}),
        (flow("x", "ph", to=META), {"contact.phone": "medium"}),
        (flow("x", "fn", to=META), {"name": "medium"}),
        (flow("x", "db", to=META), {"dob-age": "medium"}),
        (flow("db", "db", to=POSTHOG), {}),
        (flow("x", "client_ip_address", to=META), {"ip-address": "medium"}),
        (flow("x", "name", to=POSTHOG), {}),
        (flow("x", "title", to=POSTHOG), {}),
        (flow("x", "url", to=POSTHOG), {}),
        (flow("x", "location", to=POSTHOG), {}),
        (flow("x", "state", to=POSTHOG), {}),
        (flow("x", "id", to=POSTHOG), {}),
        (flow("x", "label", to=GA), {}),
        (flow("x", "message", to=SENTRY), {}),
        (flow("x", "traits", "plan", role="identity", to=IDENTIFY), {}),
        (flow("team.id", "user_id", to=POSTHOG), {}),
        (flow("user.age", "age", to=POSTHOG), {"dob-age": "high"}),
        (flow("user.address.city", "city", to=POSTHOG), {"contact.postal": "high"}),
        (flow("ticket.assignee_email", "email", to=POSTHOG), {"contact.email": "high"}),
        (flow("user.phone", "email", to=POSTHOG), {"contact.phone": "medium"}),
        (flow("patient.diagnosis", "category", to=POSTHOG), {"health.condition": "medium"}),
    ],
)
def test_payload_fields(case: Flow, expected: dict[str, str]) -> None:
    assert kinds(case) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (flow("x", role="identity", to=PROFILE), {"user-id": "medium"}),
        (flow("x", role="identity", to=POSTHOG), {"user-id": "low"}),
        (flow("org.id", role="identity", to=PROFILE), {}),
        (flow("project.uuid", role="identity", to=PROFILE), {}),
        (flow("company.id", role="identity", to=PROFILE), {}),
        (flow("py:uuid.uuid4()", role="identity", to=PROFILE, kind="call"), {}),
        (flow("npm:nanoid:nanoid()", role="identity", to=PROFILE, kind="call"), {}),
        (flow("groupKey", role="identity", to=GROUP), {}),
        (flow("user", role="identity", to=PROFILE), {"user-id": "medium"}),
        (flow("account.phone", role="identity", to=PROFILE), {"contact.phone": "high"}),
        (flow("visitor_id", role="identity", to=PROFILE), {"device-id": "high"}),
        (flow("user", "who", to=POSTHOG), {"user-id": "medium", "contact": "low"}),
        (flow("shippingAddress", "to", to=POSTHOG), {"contact.postal": "medium"}),
        (flow("user.preferences", "who", to=POSTHOG), {}),
    ],
)
def test_identities_and_whole_objects(case: Flow, expected: dict[str, str]) -> None:
    assert kinds(case) == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"element": "input", "type": "email"}, {"contact.email": "high"}),
        ({"element": "input", "type": "search"}, {"search-term": "high"}),
        ({"element": "input", "autocomplete": "shipping street-address"}, {"contact.postal": "high"}),
        ({"element": "input", "name": "q"}, {"search-term": "high"}),
        ({"element": "input", "id": "first_name"}, {"name": "high"}),
        ({"element": "input", "type": "password", "name": "p"}, {"credential": "high"}),
        ({"element": "textarea", "name": "x"}, {"free-text": "medium"}),
        ({"element": "input", "name": "x"}, {}),
        ({"element": "input", "type": "checkbox", "name": "email"}, {}),
        ({"element": "input", "type": "checkbox", "name": "diabetes"}, {"health.condition": "high"}),
        ({"element": "input", "type": "submit", "name": "search"}, {}),
        ({"element": "select", "name": "insurance"}, {"health.insurance": "high"}),
    ],
)
def test_form_fields(attributes: dict[str, str], expected: dict[str, str]) -> None:
    assert kinds(flow("el.value", kind="form-field", attributes=attributes)) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (flow("user.email", "x", transforms=("length-count",)), {}),
        (flow("user.email", "x", transforms=("boolean",)), {}),
        (flow("user.diagnosis", "x", transforms=("boolean",)), {"health.condition": "medium"}),
        (flow("user.diagnosis", "x", transforms=("length-count",)), {}),
        (flow("user.age", "age", transforms=("bucket",)), {"dob-age": "medium"}),
        (flow("user.email", "x", transforms=("format", "encode")), {"contact.email": "medium"}),
        (flow("user.email", "x", transforms=("something-new",)), {"contact.email": "medium"}),
        (flow("user.email", "x", calls=("lookup",)), {"contact.email": "low"}),
        (flow("user.email", "email", calls=("lookup",)), {"contact.email": "medium"}),
    ],
)
def test_transforms(case: Flow, expected: dict[str, str]) -> None:
    assert kinds(case) == expected


def test_a_hash_is_one_only_where_the_value_went_through_it() -> None:
    hashed = CLASSIFIER.classify(flow("user.email", "em", transforms=("hash",), to=META))[0]
    named = CLASSIFIER.classify(flow("user.email", "email_sha256", to=META))[0]
    assert (hashed.kind, hashed.transform) == ("contact.email", "hashed")
    assert (named.kind, named.transform) == ("contact.email", "plain")


def test_names_along_the_way_count() -> None:
    assert kinds(flow("x", "y", names=("searchTerm",))) == {"search-term": "medium"}
    assert kinds(flow("x", "search_string", role="search", names=("searchTerm",), to=META)) == {"search-term": "high"}
    assert kinds(flow("x", "y", names=("title", "url", "name", "page"))) == {}


@pytest.mark.parametrize(
    ("event", "role", "expected"),
    [
        ("Viewed HIV test", "event", {"health.condition": "low"}),
        ("Sign up", "event", {}),
        ("https://clinic.example/fertility", "url", {"health.reproductive": "low"}),
        ("Vasektomie", "content", {"health.appointment": "low"}),
        ("depression", "data", {}),
    ],
)
def test_constants_that_tell(event: str, role: str, expected: dict[str, str]) -> None:
    case = flow("", literal=event, kind="constant", role=role)
    assert kinds(case) == expected
    assert all(evidence.special == "inferred" for evidence in CLASSIFIER.classify(case))


def test_a_constant_as_a_topic_tells() -> None:
    case = flow("", "content_name", literal="Vasektomie", kind="constant", to=META)
    assert kinds(case) == {"health.appointment": "low"}


# --------------------------------------------------------------------------------------- special categories

HEALTH = Classifier(catalogue(), settings(sector="health"))
CARE = "app/patients/views.py"


def special(case: Flow, classifier: Classifier = CLASSIFIER) -> dict[str, str]:
    return {evidence.kind: evidence.special for evidence in classifier.classify(case)}


def test_the_kind_itself_is_special() -> None:
    assert special(flow("patient.diagnosis", "x")) == {"health.condition": "explicit"}
    assert special(flow("user.religion", "x")) == {"art9.religion": "explicit"}
    assert special(flow("doctorSpeciality", "x")) == {"health.speciality": "inferred"}


def test_the_sector_makes_ordinary_kinds_telling() -> None:
    term = flow("searchTerm", "search_term", role="search", to=META)
    assert special(term) == {"search-term": "none"}
    assert special(term, HEALTH) == {"search-term": "inferred"}
    assert special(flow("user.id", role="identity", to=PROFILE), HEALTH) == {"user-id": "inferred"}
    assert special(flow("location.href", role="url", to=META), HEALTH) == {"page-url": "inferred"}
    assumed = HEALTH.classify(term)[0].assumed
    assert assumed == "the project is in the health sector"


def test_the_path_makes_what_was_typed_telling_but_not_an_id() -> None:
    term = flow("searchTerm", "search_term", path=CARE, to=sink("meta-pixel", path=CARE))
    assert special(term) == {"search-term": "inferred"}
    assert special(flow("user.id", role="identity", path=CARE, to=PROFILE)) == {"user-id": "none"}


def test_a_patient_is_telling_by_the_name() -> None:
    assert special(flow("patientId", "id", to=POSTHOG)) == {"user-id": "inferred"}
    assert special(flow("carePlan.patient.email", "email", to=POSTHOG)) == {"contact.email": "inferred"}


def test_an_event_that_tells_makes_its_data_telling() -> None:
    assert special(flow("searchTerm", "search_term", to=sink("posthog", event="medication_search"))) == {
        "search-term": "inferred"
    }


def test_weak_words_of_care_count_in_care_only() -> None:
    assert kinds(flow("form.treatment", "x", path=CARE)) == {"health.medication": "low"}
    assert kinds(flow("form.treatment", "x")) == {}
    assert kinds(flow("form.treatment", "x"), HEALTH) == {"health.medication": "low"}


def test_a_bare_name_of_a_tracker_is_not_sure() -> None:
    assert kinds(flow("user.email", "email", to=sink("segment", sure=False))) == {"contact.email": "low"}


@given(
    st.lists(st.text(max_size=30), max_size=4).map(tuple),
    st.lists(st.text(max_size=30), max_size=3).map(tuple),
    st.sampled_from(["data", "identity", "search", "url", "free", "event", "location", ""]),
    st.sampled_from(["read", "parameter", "call", "form-field", "field", "constant", "whole", "opaque", "page"]),
    st.one_of(st.none(), st.text(max_size=40), st.integers(), st.booleans()),
)
def test_any_flow_is_classified(
    segments: tuple[str, ...], key: tuple[str, ...], role: str, kind: str, literal: str | int | None
) -> None:
    base = flow("x", *key, role=role, kind=kind, literal=literal)
    origin = type(base.origin)(kind, segments, literal=literal, attributes=(("name", "".join(segments)),), owner="X")
    case = Flow(base.sink, role, key, origin, base.steps)
    for evidence in CLASSIFIER.classify(case):
        assert evidence.kind in catalogue().kinds
        assert evidence.confidence in ("low", "medium", "high")


# ------------------------------------------------------------------------------ what real code taught us


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (flow("$ChildName_gtm", "CategoryNameList", to=GTM), {}),
        (flow("child.name", "childName", to=GTM), {"minors": "high"}),
        (flow("response.data.users", "quantity", to=POSTHOG), {}),
        (flow("TABOOLA_ACCOUNT_ID", "id", role="identity", to=sink("taboola")), {}),
        (flow("taboolaAccountId", "id", role="data", to=sink("taboola")), {}),
        (flow("hubspot_footer_form_guid", "formId", to=sink("hubspot", operation="identify")), {}),
        (flow("member.plan", "plan", names=("member",), to=POSTHOG), {}),
        (flow("page.handle", "page_handle", to=POSTHOG), {}),
        (flow("$list_search_id", "ids", path="views/search.blade.php", to=GTM), {}),
        (flow("o.q", "q", to=sink("microsoft-ads")), {}),
        (flow("filter.join()", "eventLabel", kind="call", to=GA), {}),
        (flow("form.comment", "eventLabel", to=GA), {"free-text": "medium"}),
        (flow("x", "y", names=("Error.user email is missing",)), {}),
        (flow("contact", "contact", kind="parameter", to=POSTHOG), {}),
    ],
)
def test_lessons(case: Flow, expected: dict[str, str]) -> None:
    assert kinds(case) == expected


@pytest.mark.parametrize(
    "case",
    [
        flow("py:django.conf.settings.META_ACCESS_TOKEN", "access_token", to=sink("meta-pixel", server=True)),
        flow("process.env.API_SECRET", "api_secret", to=sink("google-analytics", server=True)),
        flow("config.clientSecret", "secret", to=sink("google-analytics", server=True)),
        flow("x", "y", names=("django.conf.settings.META_ACCESS_TOKEN",), to=sink("meta-pixel")),
    ],
)
def test_the_secrets_of_the_site_are_nobodys_password(case: Flow) -> None:
    assert kinds(case) == {}
