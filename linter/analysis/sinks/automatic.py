"""
What a tracker takes or does because of a setting, not because a value is handed over.

Automatic matching, recording without masking, and whether anybody was asked: all of it rests on the catalogue's privacy
and consent rows; what the findings are called is the judgement's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from linter import ir
from linter.analysis.link.program import Program
from linter.analysis.link.shapes import Site
from linter.analysis.link.view import ModuleView
from linter.analysis.sinks.consenting import Told, together
from linter.analysis.sinks.guards import guards_of
from linter.analysis.sinks.options import Shapes, settings
from linter.analysis.sinks.raw import RawSink
from linter.analysis.sinks.recording import Recording, automatic, names
from linter.analysis.trace.contexts import Contexts
from linter.analysis.trace.trails import locate
from linter.catalogue.catalogue import Catalogue
from linter.catalogue.schema import PrivacyControl
from linter.model import Flow, Location, Origin, Sink, Step

_PROTECTIVE = frozenset({"no-pii", "scrub", "mask", "hash"})
_RISKY = frozenset({"more-data", "unmask"})
_RECORDING = frozenset({"mask", "unmask"})
_ASKING_ROLES = frozenset({"advertising", "social", "session-replay", "affiliate"})
_STARTING = frozenset({"load", "init"})
_GIVEN = frozenset({"granted", "opted-in"})


class Automatic:
    """Finds flows that no argument carries; ``asks`` says whether the project means to ask people first."""

    def __init__(
        self,
        program: Program,
        contexts: Contexts,
        catalogue: Catalogue,
        as_sink: Callable[[RawSink, Location | None], Sink],
        asks: Callable[[], bool],
        told: Callable[[ModuleView], tuple[Told, ...]],
        shapes: Shapes,
    ) -> None:
        self._recording = Recording(program, contexts, catalogue, as_sink, shapes)
        self._told = told
        self._shapes = shapes
        self._catalogue = catalogue
        self._as_sink = as_sink
        self._asks = asks

    def flows(self, view: ModuleView, sinks: Iterable[RawSink]) -> list[Flow]:
        """Give the flows of the sinks of a file, in order."""
        sinks = tuple(sinks)
        found = list(self._granted(view, sinks))
        granted = {name for flow in found for name in flow.sink.trackers}
        started = {t for raw in sinks if raw.operation == "init" for t in raw.trackers}
        for raw in sinks:
            found.extend(self._options(raw))
            found.extend(self._recording.flows(raw))
            if raw.operation != "load" or started.isdisjoint(raw.trackers):
                # A loader beside the call that starts it is one tracker, not two.
                found.extend(self._consent(raw, not granted.isdisjoint(raw.trackers)))
        return found

    # --------------------------------------------------------------------------------------- settings

    def _options(self, raw: RawSink) -> Iterator[Flow]:
        if raw.operation not in ("init", "load", "set", "record") or not isinstance(raw.node, ir.Call):
            return
        for tracker in self._catalogue.named(raw.trackers):
            for name, node, value in settings(raw.site, raw.node, self._shapes):
                for control in tracker.privacy:
                    if control.kind == "option" and names(control, name) and _weakens(control, value):
                        role = "recording" if control.effect in _RECORDING else "automatic"
                        text = f"{name} is set to {_shown(value)}: {tracker.name} takes more by itself"
                        yield self._flow(
                            raw,
                            role,
                            (name,),
                            Origin("constant", (), value, location=locate(raw.site.view, node)),
                            node,
                            text,
                        )

    # ------------------------------------------------------------------------------------------ consent

    def _consent(self, raw: RawSink, said: bool) -> Iterator[Flow]:
        """Give what starts without a question; ``said`` is true where the file takes consent as given anyway."""
        trackers = self._catalogue.named(raw.trackers)
        asking = [t for t in trackers if _ASKING_ROLES & {t.recipient.role, *t.recipient.also}]
        if not asking or raw.server or not (self._asks() or any(told.asks for told in self._told(raw.site.view))):
            return
        if raw.channel == "tag" and raw.tag >= 0 and self._as_sink(raw, None).noscript:
            yield self._flow(
                raw,
                "consent",
                ("TRK302",),
                Origin("page", (), location=locate(raw.site.view, raw.node)),
                raw.node,
                "the pixel loads where no script can ask for consent",
            )
        elif raw.operation in _STARTING and not said:
            yield self._flow(
                raw,
                "consent",
                ("TRK301",),
                Origin("page", (), location=locate(raw.site.view, raw.node)),
                raw.node,
                f"{raw.name} starts {asking[0].name}",
            )

    def _granted(self, view: ModuleView, sinks: tuple[RawSink, ...]) -> Iterator[Flow]:
        """Give the calls that take consent as given, one flow for each with all trackers that it tells so."""
        by_call: dict[int, list[Told]] = {}
        for told in self._told(view):
            started = [raw for raw in sinks if told.tracker in raw.trackers and raw.operation in _STARTING]
            if told.effect in _GIVEN and (told.default or any(together(told, raw) for raw in started)):
                by_call.setdefault(told.site.call.start, []).append(told)
        here = {name for raw in sinks for name in raw.trackers}
        for calls in by_call.values():
            named = tuple(sorted({told.tracker for told in calls}))
            site, at = calls[0].site, calls[0].guard.location
            text = view.source(site.call, 60)
            sink = Sink(
                location=at,
                trackers=tuple(name for name in named if name in here) or named,
                channel="autocollect",
                operation="consent",
                name=text,
                text=view.source(site.call, 400),
                guards=guards_of(Site(view, site.function, site.block)),
            )
            step = Step(at, "sink", f"{text} takes consent as given", "TRK303")
            yield Flow(sink, "consent", ("TRK303",), Origin("constant", (), "granted", location=at), (step,))

    def _flow(self, raw: RawSink, role: str, key: tuple[str, ...], origin: Origin, node: ir.Node, text: str) -> Flow:
        sink = self._as_sink(raw, None)
        operation = "consent" if role == "consent" else "record" if role == "recording" else "init"
        step = Step(locate(raw.site.view, node), "sink", text, key[-1])
        return Flow(automatic(sink, operation), role, key, origin, (step,))


def _weakens(control: PrivacyControl, value: object) -> bool:
    if control.effect != "mask" and isinstance(control.default, bool) and value is control.default:
        return False  # what holds without the setting, written down
    if control.effect in _PROTECTIVE:
        return isinstance(control.value, bool) and isinstance(value, bool) and value is not control.value
    if control.effect in _RISKY:
        return value == control.value if control.value is not None else bool(value) and value != "false"
    return False


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)[:40]
