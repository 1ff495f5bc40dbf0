"""What all commands that change a setting share: review, confirm, save, say what was proved."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import opening
from .exit_status import ExitStatus, status_of
from .glance import remembered

if TYPE_CHECKING:
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.field import SettingField
    from tui_callsettings.models.setting import Value
    from tui_callsettings.state.lock import Lock
    from tui_callsettings.state.merge import Change
    from tui_callsettings.state.saving import Outcome
    from tui_callsettings.state.store import SettingsStore

    _Edit = tuple[Feature, SettingField, Value]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that every changing command has."""
    parser.add_argument("--dry-run", action="store_true", help="show what would change and stop")
    parser.add_argument("--yes", action="store_true", help="save without asking, as scripts must")
    parser.add_argument("--json", action="store_true", help="print the changes and the outcome as JSON")


def save_values(
    arguments: argparse.Namespace,
    values: "Mapping[str, Value]",
    *,
    is_partial: bool = False,
    is_where_offered: bool = False,
) -> ExitStatus:
    """Give fields (by key) new values, show what changes, ask, save and say what was proved.

    Args:
        arguments: which account, `dry_run`, `yes` and `json` are looked at.
        values: field key to value, such as {"call_forwarding.busy.enabled": True}.
        is_partial: leave out, and tell, what the account does not have, instead of stopping there.
        is_where_offered: pass over fields that the account does not have, as long as it has one of them.

    Raises:
        CallSettingsError: the account cannot be opened or read, or a field cannot be changed there.
    """
    import asyncio

    return asyncio.run(_save_values(arguments, values, is_partial=is_partial, is_where_offered=is_where_offered))


async def _save_values(
    arguments: argparse.Namespace, values: "Mapping[str, Value]", *, is_partial: bool, is_where_offered: bool
) -> ExitStatus:
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.state.history import History
    from tui_callsettings.state.lock import Lock
    from tui_callsettings.state.store import SettingsStore

    edits = [(*Feature.find(key), value) for key, value in values.items()]
    features = [feature for feature in Feature if any(feature is edited for edited, _, _ in edits)]
    async with opening.client(arguments) as client:
        lock = Lock(client.account.subject)
        if not arguments.dry_run and _is_taken(lock):
            return ExitStatus.LOCKED
        try:
            store = SettingsStore(client, recorded=History(client.account.subject, told=_told).record)
            await store.load(features)
            if not is_partial:
                _raise_failures(store, features)
            if is_where_offered:
                edits = _offered(store, edits)
            _edit(store, edits, is_partial=is_partial)
            status = await _reviewed_save(arguments, store, features)
            if any(slot.outcome is not None for slot in store.slots):
                await remembered(store)
            return status
        finally:
            lock.release()


def _edit(store: "SettingsStore", edits: "Iterable[_Edit]", *, is_partial: bool) -> None:
    from tui_callsettings.errors import NotOfferedError

    for feature, field, value in edits:
        try:
            failure = store.slot(feature).failure
            if failure is not None:
                raise NotOfferedError(f"{feature.title}, {field.words}, is left out: {failure.sentence}")
            store.edit(feature, field.path, value)
        except NotOfferedError as error:
            if not is_partial:
                raise
            _told(error.sentence)


def _offered(store: "SettingsStore", edits: "list[_Edit]") -> "list[_Edit]":
    """The edits of what the account has; all of them where it has none, which is then told."""
    return [e for e in edits if store.capabilities.support(e[0], e[1].path).is_offered] or edits


def _told(sentence: str) -> None:
    print(f"callsettings: {sentence}", file=sys.stderr)


def _is_taken(lock: "Lock") -> bool:
    from tui_callsettings.errors import StorageError

    try:
        holder = lock.acquire()
    except StorageError as error:
        # A save is proved by reading again all the same; only two at once would not be noticed.
        print(f"callsettings: {error.sentence}", file=sys.stderr)
        return False
    if holder is not None:
        print(f"callsettings: not saved. {holder.sentence} Close it and try again.", file=sys.stderr)
    return holder is not None


def _raise_failures(store: "SettingsStore", features: "Iterable[Feature]") -> None:
    for feature in features:
        failure = store.slot(feature).failure
        if failure is not None:
            raise failure


async def _reviewed_save(
    arguments: argparse.Namespace, store: "SettingsStore", features: "Sequence[Feature]"
) -> ExitStatus:
    changes = store.changes()
    report: dict[str, Any] = {"changes": [_change_document(change) for change in changes], "outcomes": []}
    if not arguments.json:
        print("\n".join(review_lines(changes)) or "Nothing to change: it is so already.")
    status = _told_problems(store, features) or (None if changes else ExitStatus.DONE)
    if status is None and arguments.dry_run:
        status = ExitStatus.DONE
    if status is None and not arguments.yes and not confirmed("Save this?"):
        status = ExitStatus.USAGE
    if status is None:
        outcomes = await store.save(features)
        report["outcomes"] = [_outcome_document(outcome) for outcome in outcomes]
        status = worst_status(outcomes)
        if not arguments.json:
            print("\n".join(outcome.sentence for outcome in outcomes))
    if arguments.json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    return status


def review_lines(changes: "Iterable[Change]") -> list[str]:
    """One line for each change: "Call forwarding, busy, to: 321321 -> 4022"."""
    lines = []
    for change in changes:
        before, after = change.words
        lines.append(f"{change.title}: {before} -> {after}")
    return lines


def confirmed(question: str) -> bool:
    """Whether the person says yes. Without a terminal nobody can be asked, and that is said."""
    if not sys.stdin.isatty():
        print("callsettings: not saved: nobody can be asked here. Add --yes to save without asking.", file=sys.stderr)
        return False
    print(f"{question} [y/N] ", end="", flush=True)
    is_yes = sys.stdin.readline().strip().casefold() in ("y", "yes")
    if not is_yes:
        print("Not saved.")
    return is_yes


def worst_status(outcomes: "Iterable[Outcome]") -> ExitStatus:
    """The exit status for several outcomes: the first that is not a success."""
    from tui_callsettings.state.saving import Result

    table = {
        Result.SAVED: ExitStatus.DONE,
        Result.DIFFERS: ExitStatus.DIFFERS,
        Result.CONFLICT: ExitStatus.CONFLICT,
        Result.UNKNOWN: ExitStatus.UNKNOWN,
    }
    for outcome in outcomes:
        if outcome.result in table and outcome.result is not Result.SAVED:
            return table[outcome.result]
        if outcome.result is Result.REFUSED:
            return status_of(outcome.failure) if outcome.failure else ExitStatus.FAILED
    return ExitStatus.DONE


def _told_problems(store: "SettingsStore", features: "Iterable[Feature]") -> ExitStatus | None:
    problems = [(feature, problem) for feature in features for problem in store.blocking(feature)]
    for feature, problem in problems:
        print(f"callsettings: {feature.title_of(problem.path)}: {problem.sentence}", file=sys.stderr)
    for change, problem in store.warnings():
        print(f"callsettings: note: {change.title}: {problem.sentence}", file=sys.stderr)
    return ExitStatus.USAGE if problems else None


def _change_document(change: "Change") -> dict[str, Any]:
    return {"key": change.feature.key(change.path), "before": change.before, "after": change.after}


def _outcome_document(outcome: "Outcome") -> dict[str, Any]:
    return {
        "feature": outcome.feature.wire_name,
        "result": outcome.result.name.lower(),
        "at": outcome.at.isoformat(timespec="seconds"),
        "sentence": outcome.sentence,
    }
