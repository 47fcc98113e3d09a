"""``tracklint init``: what is seen in a project, and the settings that come of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli

from linter.analysis.engine import Engine
from linter.catalogue.load import load
from linter.judgement.survey import Survey, survey
from linter.settings import Settings, load_settings
from linter.workspace.project import Project
from tests.cli.conftest import Cli


def write(root: Path, files: dict[str, str]) -> Project:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Project(root, tuple(sorted(name for name in files if not name.endswith(".json"))))


def look(project: Project) -> Survey:
    return survey(Engine(project, load(), Settings()))


PAGE = """<html lang="de-DE"><head><script src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js"></script></head>
{% block content %}{{ patient.name }}{% endblock %}<script>fbq('init', '1');</script></html>
"""


def test_a_survey_says_what_a_project_uses(tmp_path: Path) -> None:
    project = write(
        tmp_path,
        {
            "web/page.html": PAGE,
            "web/views.py": "from django.http import HttpResponse\nimport requests\n",
            "web/app.js": "import { useEffect } from 'react';\nimport posthog from 'posthog-js';\n",
            "package.json": '{"dependencies": {"@segment/analytics-node": "^2.0.0", "vue": "^3.4.0"}}',
        },
    )
    seen = look(project)
    assert {row.id for row in seen.trackers} == {"meta-pixel"}
    assert {row.id for row in seen.named} == {"posthog", "segment"}, "an import and a package are no use of it yet"
    assert {"django", "react", "vue"} <= {row.id for row in seen.frameworks}
    assert [row.id for row in seen.dialects] == ["jinja"]
    assert [row.id for row in seen.consent] == ["onetrust"]
    assert seen.languages == ("de",)
    assert seen.files == 3
    assert seen.sector == ""


def test_a_sector_needs_words_in_several_files(tmp_path: Path) -> None:
    project = write(
        tmp_path,
        {
            "patients/doctors.py": "class Doctor: ...\nprescription = 1\n",
            "patients/visit.py": "def book(doctor, patient, prescription): ...\n",
            "clinic/views.py": "patient_id = doctor_id = None\n",
        },
    )
    assert look(project).sector == "health"
    shop = write(tmp_path / "shop", {"cart.py": "# ask a doctor\n", "order.py": "total = 1\n"})
    assert look(shop).sector == ""


def test_names_inside_words_are_no_sign(tmp_path: Path) -> None:
    project = write(tmp_path, {"a.js": "const fbqueue = 1; myOneTrustee();\n", "b.py": "importantdjango = 1\n"})
    seen = look(project)
    assert (seen.trackers, seen.consent, seen.frameworks) == ((), (), ())


def test_a_tracker_is_one_that_something_is_handed_to(tmp_path: Path) -> None:
    project = write(
        tmp_path,
        {
            "mails.js": "export const FREE = ['zoho.com', 'gmx.de'];\n",
            "wizard.js": "const VK = { 1: 'cams' };\nexport const key = (step) => VK[step];\n",
            "page.html": "<script src='https://www.googletagmanager.com/gtm.js?id=GTM-ABC123'></script>\n",
        },
    )
    seen = look(project)
    assert [row.id for row in seen.trackers] == ["google-tag-manager"]
    assert {row.id for row in seen.named} == {"zoho-salesiq", "vk-pixel"}


@pytest.mark.parametrize(
    ("text", "managers"),
    [
        ("gtag('event', 'x'); dataLayer.push({});", []),
        ("gtag('consent', 'default', { ad_storage: 'denied' });", ["google-consent-mode"]),
        ("if (Shopify.designMode) run();", []),
        ("if (Shopify.customerPrivacy.marketingAllowed()) run();", ["shopify-privacy"]),
        ("__tcfapi('getTCData', 2, done);", ["iab-tcf"]),
        ("__tcfapi('getTCData', 2, done); Didomi.getUserStatus();", ["didomi", "iab-tcf"]),
    ],
)
def test_a_consent_manager_is_more_than_a_tracker_or_a_shop(tmp_path: Path, text: str, managers: list[str]) -> None:
    assert sorted(row.id for row in look(write(tmp_path, {"a.js": text + "\n"})).consent) == managers


def test_a_framework_of_another_language_is_none(tmp_path: Path) -> None:
    files = {"a.ts": "import jwt from 'jwt';\nimport http from 'http';\n", "b.py": "import http.client\n"}
    assert {row.id for row in look(write(tmp_path, files)).frameworks} == {"javascript-http", "python-http"}


def test_settings_are_written_once(project: Path, cli: Cli) -> None:
    result = cli("init")
    assert result.code == 0
    assert "Meta Pixel" in result.out
    text = (project / "tracklint.toml").read_text()
    assert tomli.loads(text)["languages"] == ["en"]
    assert load_settings(project, None, isolated=False, overrides={}).languages == ("en",)
    again = cli("init")
    assert again.code == 2
    assert "is there already" in again.err
    assert (project / "tracklint.toml").read_text() == text


def test_a_dry_run_writes_nothing_and_what_it_prints_is_valid(project: Path, cli: Cli) -> None:
    result = cli("init", "--dry-run")
    assert result.code == 0
    assert not (project / "tracklint.toml").exists()
    text = result.out[result.out.index("# Settings of tracklint") :]
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line or line == "# [[allow]]" else line for line in text.splitlines()
    )
    (project / "tracklint.toml").write_text(uncommented)
    settings = load_settings(project, None, isolated=False, overrides={})
    assert settings.sector == "health"
    assert settings.allow[0].tracker == "meta-pixel"


def test_names_of_files_do_not_steer_the_terminal(project: Path, cli: Cli) -> None:
    (project / "web" / "a\x1b[31m.js").write_text("mixpanel.track('x');\n")
    out = cli("init", "--dry-run").out
    assert "\x1b" not in out
    assert "\\x1b[31m.js" in out


@pytest.mark.parametrize(("language", "codes"), [("de", ["TRK103"]), ("en", [])])
def test_an_ambiguous_word_counts_in_the_language_that_the_pages_are_in(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, language: str, codes: list[str]
) -> None:
    write(
        tmp_path,
        {
            "index.html": f'<html lang="{language}"><body><script src="app.js"></script></body></html>\n',
            "app.js": "import posthog from 'posthog-js';\n"
            "export const show = (entry) => posthog.capture('a', { value: entry.diagnose });\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    assert cli("init").code == 0
    found = json.loads(cli("check", "--select", "TRK103", "--output-format", "json", ".").out)
    assert [finding["code"] for finding in found["findings"]] == codes
