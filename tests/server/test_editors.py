"""The language server as editors use it: VS Code is sent diagnostics and counts UTF-16, Neovim asks and counts UTF-8."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

import linter

PACKAGE = Path(linter.__file__).parents[1]
"""The server of the package that the tests import, which may be an installed one."""
COMMAND = [sys.executable, "-m", "linter", "server"]
ENVIRONMENT = {**{k: v for k, v in os.environ.items() if k in {"PATH", "HOME"}}, "PYTHONPATH": str(PACKAGE)}
CONFIG = ClientServerConfig(server_command=COMMAND, server_env=ENVIRONMENT)
LEAK = "const q = new URLSearchParams(location.search).get('q');\nfbq('track', 'Search', { search_string: q });\n"
SEND = "export function send(term) {\n  fbq('track', 'Search', { search_string: term });\n}\n"
CALL = "import { send } from './send.js';\nsend(new URLSearchParams(location.search).get('q'));\n"
EMOJI = "const q = new URLSearchParams(location.search).get('q');\n/* 🦊é */ fbq('track', 'S', { search_string: q });\n"

pytestmark = pytest.mark.asyncio


class Editor:
    """A client with a project on the disk."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client = client
        self.root = root
        document = client.capabilities.text_document if client.capabilities else None
        self.pulls = bool(document and document.diagnostic)
        self._versions: dict[str, int] = {}

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, path: str, text: str, language: str = "javascript") -> None:
        self._versions[path] = 1
        document = types.TextDocumentItem(self.uri(path), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def change(self, path: str, text: str) -> None:
        self._versions[path] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(uri=self.uri(path), version=self._versions[path]),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self, path: str) -> None:
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(self.uri(path)))
        )

    async def diagnostics(self, path: str, codes: list[str]) -> list[types.Diagnostic]:
        """Give the diagnostics of a file, once they have these codes."""
        found: list[types.Diagnostic] = []
        for _ in range(200):
            if self.pulls:
                params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(self.uri(path)))
                report = await self.client.text_document_diagnostic_async(params)
                found = list(getattr(report, "items", ()))
            else:
                found = list(self.client.diagnostics.get(self.uri(path), ()))
            known = path in self._versions or self.uri(path) in self.client.diagnostics
            if known and [d.code for d in found] == codes and (self.pulls or self.uri(path) in self.client.diagnostics):
                return found
            await asyncio.sleep(0.05)
        pytest.fail(f"{path}: {[d.code for d in found]} instead of {codes}: {self.client.messages}")

    async def actions(self, path: str, diagnostic: types.Diagnostic, only: list[str] | None = None) -> Any:
        return await self.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(self.uri(path)),
                diagnostic.range,
                types.CodeActionContext([diagnostic], only=only),
            )
        )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "a project é"
    (made / ".git").mkdir(parents=True)
    (made / "search.js").write_text("")
    (made / "send.js").write_text(SEND)
    (made / "call.js").write_text(CALL)
    return made


@pytest_lsp.fixture(config=CONFIG, params=["visual-studio-code", "neovim"])  # type: ignore[untyped-decorator]
async def client(lsp_client: LanguageClient, request: pytest.FixtureRequest, root: Path) -> AsyncIterator[None]:
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def register(params: types.RegistrationParams) -> None:
        assert [r.method for r in params.registrations] == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]

    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            root_uri=root.as_uri(),
            workspace_folders=[types.WorkspaceFolder(root.as_uri(), "project")],
        )
    )
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def editor(client: LanguageClient, root: Path) -> Editor:
    return Editor(client, root)


async def test_unsaved_text_is_looked_at_and_what_is_mended_goes(editor: Editor) -> None:
    editor.open("search.js", "")
    await editor.diagnostics("search.js", [])
    editor.change("search.js", LEAK)
    found = await editor.diagnostics("search.js", ["TRK101"])
    assert found[0].source == "tracklint"
    assert "search term" in found[0].message
    assert found[0].severity in {types.DiagnosticSeverity.Error, types.DiagnosticSeverity.Warning}
    assert found[0].range.start == types.Position(1, 0)
    assert found[0].code_description is not None
    assert found[0].code_description.href.startswith("file:")
    editor.change("search.js", LEAK.replace("search_string: q", "search_string: ''"))
    await editor.diagnostics("search.js", [])


async def test_one_way_of_diagnostics_for_each_client(editor: Editor) -> None:
    editor.open("search.js", LEAK)
    await editor.diagnostics("search.js", ["TRK101"])
    await asyncio.sleep(0.5)
    assert (editor.uri("search.js") in editor.client.diagnostics) is not editor.pulls


async def test_steps_in_other_files_are_related_information(editor: Editor) -> None:
    editor.open("call.js", CALL)
    editor.open("send.js", SEND)
    found = await editor.diagnostics("send.js", ["TRK101"])
    related = found[0].related_information or []
    assert {r.location.uri for r in related} == {editor.uri("call.js"), editor.uri("send.js")}
    assert related[0].location.uri == editor.uri("call.js")


async def test_a_change_in_one_file_reaches_another(editor: Editor) -> None:
    editor.open("send.js", SEND)
    editor.open("call.js", CALL)
    await editor.diagnostics("send.js", ["TRK101"])
    editor.change("call.js", "import { send } from './send.js';\nsend('fixed');\n")
    await editor.diagnostics("send.js", [])
    editor.close("call.js")  # on the disk the call still stands
    await editor.diagnostics("send.js", ["TRK101"])


async def test_columns_are_counted_as_the_client_counts(editor: Editor) -> None:
    editor.open("search.js", EMOJI)
    found = await editor.diagnostics("search.js", ["TRK101"])
    before = EMOJI.splitlines()[1].partition("fbq")[0]
    units = len(before.encode()) if editor.pulls else len(before.encode("utf-16-le")) // 2
    assert found[0].range.start == types.Position(1, units)
    position = types.Position(1, units + 2)
    hover = await editor.client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(editor.uri("search.js")), position)
    )
    assert hover is not None
    assert hover.range == found[0].range


async def test_hover_says_who_gets_what(editor: Editor) -> None:
    editor.open("search.js", LEAK)
    await editor.diagnostics("search.js", ["TRK101"])

    async def hover(line: int, character: int) -> str:
        found = await editor.client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(editor.uri("search.js")), types.Position(line, character))
        )
        return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""

    text = await hover(1, 2)
    for word in ("Meta Platforms", "search-term", "TRK101", "confidence", "GDPR Art."):
        assert word in text.replace("\\", "")
    assert "comes through here" in await hover(0, 12)
    assert await hover(2, 0) == ""


async def test_a_finding_is_ignored_for_a_reason(editor: Editor) -> None:
    editor.open("search.js", LEAK)
    found = await editor.diagnostics("search.js", ["TRK101"])
    actions = [a for a in await editor.actions("search.js", found[0]) if "Ignore" in a.title]
    assert len(actions) == 1
    assert actions[0].kind == types.CodeActionKind.QuickFix
    assert list(actions[0].diagnostics) == found
    edit = actions[0].edit
    if editor.pulls:
        edits = edit.changes[editor.uri("search.js")]
    else:
        assert edit.document_changes[0].text_document.version == 1
        edits = edit.document_changes[0].edits
    assert len(edits) == 1
    assert edits[0].range == types.Range(types.Position(1, 0), types.Position(1, 0))
    assert edits[0].new_text == "// tracklint: ignore[TRK101]\n"
    lines = LEAK.splitlines(keepends=True)
    editor.change("search.js", f"{lines[0]}{edits[0].new_text}{lines[1]}")
    await editor.diagnostics("search.js", ["TRK902"])
    editor.change("search.js", f"{lines[0]}// tracklint: ignore[TRK101] agreed\n{lines[1]}")
    await editor.diagnostics("search.js", [])


async def test_actions_are_only_of_the_kinds_asked_for(editor: Editor) -> None:
    editor.open("search.js", LEAK)
    found = await editor.diagnostics("search.js", ["TRK101"])
    assert not await editor.actions("search.js", found[0], ["refactor"])
    assert await editor.actions("search.js", found[0], ["quickfix"])
    everything = await editor.actions("search.js", found[0], ["source.fixAll"])
    assert all(action.kind == "source.fixAll.tracklint" for action in everything)


async def test_closing_takes_diagnostics_away(editor: Editor) -> None:
    editor.open("search.js", LEAK)
    await editor.diagnostics("search.js", ["TRK101"])
    editor.close("search.js")
    if not editor.pulls:
        await editor.diagnostics("search.js", [])


async def test_settings_are_read_again(editor: Editor) -> None:
    editor.open("search.js", LEAK)
    await editor.diagnostics("search.js", ["TRK101"])
    settings = editor.root / "tracklint.toml"
    settings.write_text('ignore = ["TRK101"]\n')
    changed = types.FileEvent(settings.as_uri(), types.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    await editor.diagnostics("search.js", [])
    settings.write_text('ignorre = ["TRK101"]\n')
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    for _ in range(100):
        if editor.client.messages:
            break
        await asyncio.sleep(0.05)
    assert "did you mean 'ignore'" in editor.client.messages[0].message


async def test_codes_in_comments_are_links(editor: Editor) -> None:
    text = LEAK.replace("fbq", "// tracklint: ignore[TRK101, TRK105] agreed\nfbq")
    editor.open("search.js", text)
    await editor.diagnostics("search.js", ["TRK901"])
    found = await editor.client.text_document_document_link_async(
        types.DocumentLinkParams(types.TextDocumentIdentifier(editor.uri("search.js")))
    )
    assert [Path(link.target or "").name for link in found or ()] == ["TRK101.md", "TRK105.md"]
    assert (found or ())[0].range.start.line == 1


async def test_documents_that_are_no_project_files(editor: Editor) -> None:
    (editor.root / "node_modules").mkdir()
    (editor.root / "node_modules" / "x.js").write_text(LEAK)
    editor.open("node_modules/x.js", LEAK)
    await editor.diagnostics("node_modules/x.js", [])
    editor.client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem("untitled:Untitled-1", "javascript", 1, LEAK))
    )
    editor.open("new/page.html", f"<script>{LEAK}</script>", "html")
    await editor.diagnostics("new/page.html", ["TRK101"])


async def test_what_cannot_be_read_is_shown_and_stops_nothing(editor: Editor) -> None:
    editor.open("search.js", "fbq('track', {{{\n" * 20)
    await editor.diagnostics("search.js", ["TRK903"])
    editor.change("search.js", "\ud83e" + LEAK if not editor.pulls else LEAK)
    editor.change("search.js", LEAK)
    await editor.diagnostics("search.js", ["TRK101"])


async def test_a_fix_mends_what_it_says(editor: Editor) -> None:
    editor.open("search.js", LEAK)
    found = await editor.diagnostics("search.js", ["TRK101"])
    fixes = [a for a in await editor.actions("search.js", found[0], ["quickfix"]) if "Ignore" not in a.title]
    assert fixes
    edit = fixes[0].edit
    edits = edit.changes[editor.uri("search.js")] if editor.pulls else edit.document_changes[0].edits
    assert len(edits) == 1
    editor.change("search.js", applied(LEAK, edits[0]))
    await editor.diagnostics("search.js", [])


def applied(text: str, edit: types.TextEdit) -> str:
    """Apply an edit to text of ASCII letters, where all units are the same."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    begin = starts[edit.range.start.line] + edit.range.start.character
    end = starts[edit.range.end.line] + edit.range.end.character
    return f"{text[:begin]}{edit.new_text}{text[end:]}"
