"""
The types of every file under ``rules/``: what a row may say, in which words.

One ``Signature`` type serves every language. A callee is written as a *symbol path*:

- ``fbq``, ``_paq.push``, ``posthog.people.set``: a global of the browser and its members (``window.`` is dropped);
- ``npm:posthog-js:default.capture``: export ``default`` of an npm package and its members; ``()`` is the result of
  calling or constructing (``npm:posthog-node:PostHog().capture``, ``npm:posthog-js/react:usePostHog().capture``);
- ``py:mixpanel.Mixpanel().track``: a dotted Python path, ``()`` as above;
- ``php:``, ``rb:`` likewise for the expressions of PHP and Ruby templates.

Roles of arguments, keywords, keys and URL parameters are the words of ``ROLES``; an empty string is 'of no interest'.
Structs refuse unknown fields, so a misspelt key is an error with the nearest valid name (``catalogue.load``).
"""

from __future__ import annotations

from linter.catalogue.schema.advice import Advice
from linter.catalogue.schema.consent import ConsentManager, Gate
from linter.catalogue.schema.fixes import FixRule, Override
from linter.catalogue.schema.frameworks import (
    Autorun,
    Callback,
    CallThrough,
    Carry,
    Configured,
    FileRoutes,
    Framework,
    Names,
    Navigation,
    PageTitle,
    Relay,
    Render,
    Routing,
    Source,
    Transport,
)
from linter.catalogue.schema.law import Adjustment, Article, Authority, Condition, Engine, FindingRule, LawRule, Reason
from linter.catalogue.schema.row import Row
from linter.catalogue.schema.trackers import (
    FORMS,
    OPERATIONS,
    ROLES,
    TRACKER_ROLES,
    Absent,
    Collects,
    ConsentCall,
    Endpoint,
    PrivacyControl,
    Recipient,
    Signature,
    Tracker,
    TrackersCommon,
)
from linter.catalogue.schema.vocabulary import (
    Affixes,
    Context,
    FormHint,
    Kind,
    NegativeGlobal,
    Standard,
    Topic,
    Transform,
    VocabularyCommon,
)

__all__ = [
    "FORMS",
    "OPERATIONS",
    "ROLES",
    "TRACKER_ROLES",
    "Absent",
    "Adjustment",
    "Advice",
    "Affixes",
    "Article",
    "Authority",
    "Autorun",
    "CallThrough",
    "Callback",
    "Carry",
    "Collects",
    "Condition",
    "Configured",
    "ConsentCall",
    "ConsentManager",
    "Context",
    "Endpoint",
    "Engine",
    "FileRoutes",
    "FindingRule",
    "FixRule",
    "FormHint",
    "Framework",
    "Gate",
    "Kind",
    "LawRule",
    "Names",
    "Navigation",
    "NegativeGlobal",
    "Override",
    "PageTitle",
    "PrivacyControl",
    "Reason",
    "Recipient",
    "Relay",
    "Render",
    "Routing",
    "Row",
    "Signature",
    "Source",
    "Standard",
    "Topic",
    "Tracker",
    "TrackersCommon",
    "Transform",
    "Transport",
    "VocabularyCommon",
]
