"""The language server: the protocol on one side, runs of ``check`` with unsaved text on the other."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from linter.errors import TracklintError
from linter.reporters.context import NAME, VERSION
from linter.server.convert import FIX_ALL, Converter, links
from linter.server.lane import Lane
from linter.server.project import Unsaved, encoded
from linter.verdict.suppression import Scanned
from linter.workspace.languages import language_of
from linter.workspace.root import find_root, is_marked
from linter.workspace.text import SourceText

DELAY = 0.05
"""Seconds without a change after which a run begins."""
_WATCHED = ("**/tracklint.toml", "**/.tracklint.toml", "**/pyproject.toml", "**/.gitignore")
_SOURCES = (
    "**/*.{py,js,mjs,cjs,jsx,ts,mts,cts,tsx,html,htm,jinja,jinja2,j2,twig,liquid,hbs,ejs,erb,php,vue,svelte,astro}"
)
_COMMENT = re.compile(rb"tracklint:\s*(?:file-)?ignore\[([^\]\n]{0,200})\]")
_CODE = re.compile(rb"TRK\d{3}")
_LOG = logging.getLogger(__name__)


class Tracklint(LanguageServer):
    """The state of one connection: which documents are open, and the runs of their projects."""

    def __init__(self, pages: Path | None = None) -> None:
        super().__init__(NAME, VERSION)
        self._pages = pages
        self._executor = ThreadPoolExecutor(1, "tracklint")
        self._lanes: dict[Path, Lane] = {}
        self._waiting: Counter[str] = Counter()
        self._told = ""
        self._suppress_command = ""
        self.pulls = False
        """True where the client asks for diagnostics; else they are sent. Both would be shown twice."""

    # ---------------------------------------------------------------------------------------------- documents

    def place(self, uri: str) -> tuple[Lane, str] | None:
        """Give the project of a document and its path in it; None for what is no file in a language that is read."""
        name = to_fs_path(uri) if uri.startswith("file:") else None
        if not name:
            return None
        file = Path(os.path.realpath(Path(name).parent)) / Path(name).name
        folder = next(iter(sorted(self._folders_above(file), key=lambda f: -len(f.parts))), None)
        existing = next((above for above in file.parents if above.is_dir()), file.parent)
        root = find_root((folder or existing,))
        try:
            path = file.relative_to(root).as_posix()
        except ValueError:
            return None
        if language_of(path) is None:
            return None
        return self._lane(root, named=folder is None and not is_marked(root)), path

    def _folders_above(self, file: Path) -> list[Path]:
        names = [folder.uri for folder in self.workspace.folders.values()]
        names += [self.workspace.root_uri] if self.workspace.root_uri else []
        folders = [Path(os.path.realpath(path)) for path in map(to_fs_path, names) if path]
        return [folder for folder in folders if file.is_relative_to(folder)]

    def _lane(self, root: Path, *, named: bool) -> Lane:
        if root not in self._lanes:
            self._lanes[root] = Lane(root, self._executor, self._open_in, self._done, self._failed, named=named)
        return self._lanes[root]

    def _open_in(self, lane: Lane) -> Mapping[str, Unsaved]:
        """Give the open documents of a project by path."""
        return {path: Unsaved(doc.version or 0, doc.source) for path, doc in self._documents(lane).items()}

    def _documents(self, lane: Lane) -> dict[str, TextDocument]:
        found = {}
        for uri, document in list(self.workspace.text_documents.items()):
            place = self.place(uri)
            if place is not None and place[0] is lane:
                found[place[1]] = document
        return found

    # -------------------------------------------------------------------------------------------------- runs

    async def _done(self, lane: Lane) -> None:
        """Tell the client what a run said about the documents that are open."""
        self._told = ""
        converter = self.converter(lane)
        if converter is None or lane.result is None:
            return
        stale = False
        for path, document in self._documents(lane).items():
            if lane.result.versions.get(path) != (document.version or 0):
                continue
            diagnostics = converter.diagnostics(path)
            digest = digest_of(diagnostics)
            if self.pulls:
                stale = stale or (lane.told.get(path, "") != digest and not self._waiting[document.uri])
            else:
                lane.told[path] = digest
                self.publish(document.uri, diagnostics, document.version)
        if stale and self._refreshes():
            await self.workspace_diagnostic_refresh_async(None)

    def publish(self, uri: str, diagnostics: list[types.Diagnostic], version: int | None = None) -> None:
        """Send the diagnostics of a document; an empty list takes away what was shown."""
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics, version=version)
        )

    def _refreshes(self) -> bool:
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.diagnostics and workspace.diagnostics.refresh_support)

    def _failed(self, lane: Lane, error: Exception) -> None:
        """Say once that a run could not be done: wrong settings are fixed by the user."""
        if isinstance(error, TracklintError):
            message = f"tracklint: {error}"
        else:
            _LOG.error("a run over %s failed", lane.root, exc_info=error)
            message = f"tracklint: internal error: {type(error).__name__}; its log has more"
        if message != self._told:
            self._told = message
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    def converter(self, lane: Lane) -> Converter | None:
        """Give what turns the last result into what this client can show."""
        if lane.result is None:
            return None
        return Converter(
            lane.result,
            lane.root,
            self.workspace.position_codec,
            self.client_capabilities,
            self._pages,
            self._suppress_command,
        )

    # ---------------------------------------------------------------------------------------------- handlers

    def initialize(self, params: types.InitializeParams) -> None:
        """Look at what the client can do, before it is told what the server can."""
        options = params.initialization_options
        if isinstance(options, Mapping):
            self._suppress_command = str(options.get("suppressCommand", "") or "")
        else:
            self._suppress_command = str(getattr(options, "suppressCommand", "") or "")
        document = params.capabilities.text_document
        self.pulls = bool(document and document.diagnostic)
        if self.pulls:
            self.feature(
                types.TEXT_DOCUMENT_DIAGNOSTIC,
                types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier=NAME),
            )(_diagnostic)

    async def watch(self) -> None:
        """Ask the client to say when settings or sources change on the disk."""
        workspace = self.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if not (watching and watching.dynamic_registration):
            return
        watchers = [types.FileSystemWatcher(pattern) for pattern in (*_WATCHED, _SOURCES)]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wish = types.Registration("tracklint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        try:
            await self.client_register_capability_async(types.RegistrationParams([wish]))
        except JsonRpcException as error:
            _LOG.warning("the client watches no files: %s", error)

    def touch(self, uri: str, delay: float, *, disk: bool = False) -> None:
        """Ask for a run of the project of a document."""
        place = self.place(uri)
        if place is not None:
            place[0].touch(delay, disk=disk)

    def touch_all(self, *, disk: bool) -> None:
        """Ask for a run of every project."""
        for lane in self._lanes.values():
            lane.touch(DELAY, disk=disk)

    def forget(self, uri: str) -> None:
        """Take away what is shown of a document that was closed."""
        place = self.place(uri)
        if not self.pulls:
            self.publish(uri, [])
        if place is not None:
            place[0].told.pop(place[1], None)
            # Other documents go by what is on the disk from now on.
            place[0].touch(DELAY)

    async def settled(self, uri: str) -> tuple[Lane, str] | None:
        """Wait for the run about the newest text of a document."""
        place = self.place(uri)
        if place is None:
            return None
        self._waiting[uri] += 1
        try:
            await place[0].settled()
        finally:
            self._waiting[uri] -= 1
        return place

    def close(self) -> None:
        """Begin no further run."""
        for lane in self._lanes.values():
            lane.close()
        self._executor.shutdown(wait=False, cancel_futures=True)


def digest_of(diagnostics: list[types.Diagnostic]) -> str:
    """Give a name for a list of diagnostics: the same list has the same one."""
    return hashlib.sha256(repr(diagnostics).encode("utf-8", "replace")).hexdigest()


async def _diagnostic(ls: Tracklint, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    uri = params.text_document.uri
    place = await ls.settled(uri)
    converter = ls.converter(place[0]) if place else None
    if place is None or converter is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    diagnostics = converter.diagnostics(place[1])
    digest = digest_of(diagnostics)
    place[0].told[place[1]] = digest
    if params.previous_result_id == digest:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=digest)
    return types.RelatedFullDocumentDiagnosticReport(items=diagnostics, result_id=digest)


async def _hover(ls: Tracklint, params: types.HoverParams) -> types.Hover | None:
    place = await ls.settled(params.text_document.uri)
    converter = ls.converter(place[0]) if place else None
    return converter.hover(place[1], params.position) if place and converter else None


async def _actions(ls: Tracklint, params: types.CodeActionParams) -> list[types.CodeAction]:
    place = await ls.settled(params.text_document.uri)
    converter = ls.converter(place[0]) if place else None
    if place is None or converter is None:
        return []
    return converter.actions(place[1], params.range, params.context, _lowered(place[0], place[1]))


def _lowered(lane: Lane, path: str) -> Scanned | None:
    """Give the document of the last run, lowered: it says where a comment can stand."""
    from linter.frontends import lower

    text = lane.result.report.texts.get(path) if lane.result else None
    language = language_of(path, text.data[:256]) if text is not None else None
    if text is None or language is None:
        return None
    try:
        return Scanned(text, lower(text, *language))
    except Exception:  # noqa: BLE001 - a frontend's fault costs the action, not the session
        _LOG.exception("%s cannot be lowered", path)
        return None


async def _links(ls: Tracklint, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    uri = params.text_document.uri
    place = ls.place(uri)
    converter = ls.converter(place[0]) if place else None
    if place is None or converter is None:
        return []
    text = SourceText.decode(place[1], encoded(place[1], ls.workspace.get_text_document(uri).source))
    found = []
    for comment in _COMMENT.finditer(text.data):
        for code in _CODE.finditer(comment[1]):
            if page := converter.page(code[0].decode("ascii")):
                start = comment.start(1) + code.start()
                found.append((start, start + len(code[0]), page))
    return links(text, ls.workspace.position_codec, found)


def create(pages: Path | None = None) -> Tracklint:
    """Give a server with its handlers; ``pages`` is the folder with a Markdown page for each code."""
    server = Tracklint(pages)

    @server.feature(types.INITIALIZE)
    def initialize(ls: Tracklint, params: types.InitializeParams) -> None:
        ls.initialize(params)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: Tracklint, _params: types.InitializedParams) -> None:
        await ls.watch()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(ls: Tracklint, params: types.DidOpenTextDocumentParams) -> None:
        ls.touch(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(ls: Tracklint, params: types.DidChangeTextDocumentParams) -> None:
        ls.touch(params.text_document.uri, DELAY)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(ls: Tracklint, params: types.DidSaveTextDocumentParams) -> None:
        ls.touch(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(ls: Tracklint, params: types.DidCloseTextDocumentParams) -> None:
        ls.forget(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(ls: Tracklint, _params: types.DidChangeWatchedFilesParams) -> None:
        ls.touch_all(disk=True)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(ls: Tracklint, _params: types.DidChangeConfigurationParams) -> None:
        ls.touch_all(disk=True)

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: Tracklint, _params: Any) -> None:
        ls.close()

    server.feature(types.TEXT_DOCUMENT_HOVER)(_hover)
    kinds = [types.CodeActionKind.QuickFix, FIX_ALL]
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))(_actions)
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)(_links)
    return server
