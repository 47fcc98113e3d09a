"""What a row of the catalogue says of a call: the event, and the role of everything that is handed over."""

from __future__ import annotations

from collections.abc import Mapping

from linter import ir
from linter.analysis.link.shapes import Site
from linter.analysis.sinks.raw import Query
from linter.catalogue.callees import CalleeMatch
from linter.catalogue.schema import Signature


class Rows:
    """Reads calls by rows of the catalogue; what it makes of an argument it makes once."""

    def __init__(self) -> None:
        self._trimmed: dict[int, ir.Record] = {}
        self._records: dict[tuple[int, int], ir.Record] = {}

    def read(self, site: Site, call: ir.Call, match: CalleeMatch) -> tuple[str, list[Query]] | None:
        """
        Read a call by a row of the catalogue.

        Gives the name of the event, where it is written down, and what is handed over; None when the row is not about
        the call.
        """
        signature = match.signature
        if len(call.arguments) < signature.minimum:
            return None
        if signature.form == "command":
            at = signature.verb
            verb = self._word(call.arguments[at]) if len(call.arguments) > at else None
            if not _verb_fits(verb, signature.verbs):
                return None
            return self._roles(call.arguments, call.keywords, signature)
        if signature.form == "queue":
            return self._queue(call, signature)
        if signature.form == "queue-object":
            records = [a for a in call.arguments if not isinstance(a, (ir.Lambda, ir.Sequence))]
            if not records or all(_all_arguments(r) for r in records):
                return None
            queries = [Query("data", r, keys=signature.keys) for r in records]
            event = ""
            for record in records:
                if isinstance(record, ir.Record):
                    event = event or _event_in(record, signature) or _literal_field(record, "event")
            return event, queries
        if signature.form == "container":
            return self._container(site, call, signature)
        if signature.form in ("method", "new", "tag", "installed"):
            return self._roles(call.arguments, call.keywords, signature)
        return None

    def _container(self, site: Site, call: ir.Call, signature: Signature) -> tuple[str, list[Query]] | None:
        """Read a tag of a container: its settings have the roles of ``keys``, an account may say whose it is."""
        settings = call.arguments[1] if len(call.arguments) > 1 else None
        if not isinstance(settings, ir.Record):
            return None
        for entry in settings.entries:
            if isinstance(entry, ir.Field) and signature.keys.get(entry.key) == "account" and signature.accounts:
                account = self._account(site, entry.value)
                if account and not account.startswith(signature.accounts):
                    return None
        kept = tuple(
            e for e in settings.entries if not (isinstance(e, ir.Field) and signature.keys.get(e.key) == "account")
        )
        data = self._records.setdefault((id(settings), id(signature)), ir.Record(settings.start, settings.end, kept))
        event = _literal_field(settings, signature.event_key) if signature.event_key else ""
        return event, [Query("data", data, keys=signature.keys)]

    @staticmethod
    def _account(site: Site, value: ir.Expr) -> str:
        """Give an account that is written down, there or in a variable of the container; else empty."""
        if isinstance(value, ir.Hole):
            value = value.value
        value = site.only_value(value)
        return str(value.value) if isinstance(value, ir.Constant) and isinstance(value.value, str) else ""

    def _queue(self, call: ir.Call, signature: Signature) -> tuple[str, list[Query]] | None:
        event, queries, met = "", [], False
        for pushed in call.arguments:
            items = pushed.items if isinstance(pushed, ir.Sequence) else ()
            if not items and pushed is call.arguments[0] and isinstance(pushed, ir.Constant):
                items = call.arguments
            verb = self._word(items[0]) if items else None
            if not _verb_fits(verb, signature.verbs):
                continue
            applied = self._roles(items, (), signature)
            if applied is not None:
                met = True
                event = event or applied[0]
                queries.extend(applied[1])
        return (event, queries) if met else None

    @staticmethod
    def _word(expr: ir.Expr) -> str | None:
        if isinstance(expr, ir.Constant) and isinstance(expr.value, str):
            return expr.value
        if isinstance(expr, ir.Text) and expr.parts and isinstance(expr.parts[-1], ir.Constant):
            return str(expr.parts[-1].value)
        return None

    def _roles(
        self,
        arguments: tuple[ir.Expr, ...],
        keywords: tuple[ir.Keyword | ir.Spread, ...],
        signature: Signature,
    ) -> tuple[str, list[Query]] | None:
        roles = list(signature.arguments)
        if not roles and not signature.keywords:
            roles = ["data", "..."] if signature.form != "command" else ["", "data", "..."]
        repeat = ""
        if roles and roles[-1] == "...":
            roles.pop()
            repeat = roles[-1] if roles else "data"
        event, queries = "", []
        previous: ir.Expr | None = None
        for position, argument in enumerate(arguments):
            role = roles[position] if position < len(roles) else repeat
            if role == "account" and signature.accounts and isinstance(argument, ir.Constant):
                if not str(argument.value).startswith(signature.accounts):
                    return None
            if role == "event" and isinstance(argument, ir.Constant):
                event = event or str(argument.value)
            elif isinstance(argument, ir.Record):
                event = event or _event_in(argument, signature)
            named = _named_before(previous, signature, position)
            previous = argument if role != "account" else None
            if role in ("", "account") and not (named and role == ""):
                continue
            if isinstance(argument, ir.Lambda):
                continue
            keys = signature.keys
            value = self._of_interest(argument, keys)
            queries.append(Query(role or "data", value, key=(named,) if named else (), keys=keys))
        for keyword in keywords:
            if isinstance(keyword, ir.Keyword):
                role = signature.keywords.get(keyword.name) or signature.keywords.get(
                    "*", "data" if not signature.keywords and not signature.arguments else ""
                )
                if role == "event" and isinstance(keyword.value, ir.Constant):
                    event = event or str(keyword.value.value)
                if role not in ("", "account"):
                    inside = role == "data" and keyword.name in (
                        "properties",
                        "traits",
                        "data",
                        "extra",
                        "context",
                        "event_properties",
                        "params",
                    )
                    queries.append(
                        Query(role, keyword.value, key=() if inside else (keyword.name,), keys=signature.keys)
                    )
            else:
                queries.append(Query("data", keyword.value, keys={**signature.keys, **signature.keywords}))
        return event, queries

    def _of_interest(self, argument: ir.Expr, keys: Mapping[str, str]) -> ir.Expr:
        """Leave out the entries of a record that the catalogue says are not sent: ``Sentry.init({app, ...})``."""
        if not isinstance(argument, ir.Record) or "" not in keys.values():
            return argument
        kept = tuple(e for e in argument.entries if not isinstance(e, ir.Field) or keys.get(e.key, "data"))
        if len(kept) == len(argument.entries):
            return argument
        known = self._trimmed.get(id(argument))
        if known is None:
            known = self._trimmed[id(argument)] = ir.Record(argument.start, argument.end, kept)
        return known


def _all_arguments(expr: ir.Expr) -> bool:
    """Say whether an argument is all that a stub is given: ``arguments``, ``...arguments``."""
    value = expr.value if isinstance(expr, ir.Spread) else expr
    return isinstance(value, ir.Name) and value.id == "arguments"


def _verb_fits(verb: str | None, verbs: tuple[str, ...]) -> bool:
    if not verbs or "*" in verbs:
        return True
    if verb is None:
        return False
    return verb in verbs or verb.rpartition(".")[2] in verbs


def _named_before(previous: ir.Expr | None, signature: Signature, position: int) -> str:
    """Give the name in ``set(name, value)``: the literal before the value."""
    if signature.operation not in ("set", "identify", "error", "log", "init") or position == 0:
        return ""
    if signature.form in ("command", "queue") and position < signature.verb + 2:
        return ""
    if (
        isinstance(previous, ir.Constant)
        and isinstance(previous.value, str)
        and 0 < len(previous.value) < 60
        and " " not in previous.value
    ):
        return previous.value
    return ""


def _event_in(record: ir.Record, signature: Signature) -> str:
    """Give the event's name where the payload itself holds it."""
    named = [signature.event_key, *(key for key, role in signature.keys.items() if role == "event" and "." not in key)]
    return next(filter(None, (_literal_field(record, key) for key in named if key)), "")


def _literal_field(record: ir.Record, key: str) -> str:
    for entry in record.entries:
        if isinstance(entry, ir.Field) and entry.key == key and isinstance(entry.value, ir.Constant):
            return str(entry.value.value)
    return ""
