"""What all commands that change a setting share: review, confirm, save, say what was proved."""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui_callsettings.text import dump_json

from . import account_options
from .exit_status import ExitStatus, exit_status_for
from .prompt_status import refresh_status

if TYPE_CHECKING:
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.field import SettingField
    from tui_callsettings.models.setting import Value
    from tui_callsettings.state.changes import Change
    from tui_callsettings.state.save import SaveResult
    from tui_callsettings.state.session import SessionLock
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
    from tui_callsettings.state.session import SessionLock
    from tui_callsettings.state.store import SettingsStore

    edits = [(*Feature.find(key), value) for key, value in values.items()]
    features = [feature for feature in Feature if any(feature is edited for edited, _, _ in edits)]
    async with account_options.client(arguments) as client:
        lock = SessionLock(client.account.storage_key)
        if not arguments.dry_run and _is_taken(lock):
            return ExitStatus.LOCKED
        try:
            store = SettingsStore(
                client, on_result=History(client.account.storage_key, on_warning=_told).record_in_thread
            )
            await store.load(features)
            if not is_partial:
                _raise_failures(store, features)
            if is_where_offered:
                edits = _offered(store, edits)
            _edit(store, edits, is_partial=is_partial)
            status = await _reviewed_save(arguments, store, features)
            if any(feature_state.last_save is not None for feature_state in store.feature_states):
                await refresh_status(store)
            return status
        finally:
            lock.release()


def _edit(store: "SettingsStore", edits: "Iterable[_Edit]", *, is_partial: bool) -> None:
    from tui_callsettings.errors import UnsupportedError

    for feature, field, value in edits:
        try:
            failure = store.feature_state(feature).failure
            if failure is not None:
                raise UnsupportedError(f"{feature.title}, {field.words}, is left out: {failure.message}")
            store.edit(feature, field.path, value)
        except UnsupportedError as error:
            if not is_partial:
                raise
            _told(error.message)


def _offered(store: "SettingsStore", edits: "list[_Edit]") -> "list[_Edit]":
    """The edits of what the account has; all of them where it has none, which is then told."""
    return [e for e in edits if store.capabilities.support(e[0], e[1].path).is_writable] or edits


def _told(sentence: str) -> None:
    print(f"callsettings: {sentence}", file=sys.stderr)


def _is_taken(lock: "SessionLock") -> bool:
    from tui_callsettings.errors import StorageError

    try:
        holder = lock.acquire()
    except StorageError as error:
        # A save is proved by reading again all the same; only two at once would not be noticed.
        print(f"callsettings: {error.message}", file=sys.stderr)
        return False
    if holder is not None:
        print(f"callsettings: not saved. {holder.message} Close it and try again.", file=sys.stderr)
    return holder is not None


def _raise_failures(store: "SettingsStore", features: "Iterable[Feature]") -> None:
    for feature in features:
        failure = store.feature_state(feature).failure
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
    if status is None and not arguments.yes and not confirm("Save this?"):
        status = ExitStatus.USAGE
    if status is None:
        results = await store.save(features)
        report["outcomes"] = [_outcome_document(result) for result in results]
        status = first_failure_status(results)
        if not arguments.json:
            print("\n".join(result.message for result in results))
    if arguments.json:
        print(dump_json(report))
    return status


def review_lines(changes: "Iterable[Change]") -> list[str]:
    """One line for each change: "Call forwarding, busy, to: 321321 -> 4022"."""
    lines = []
    for change in changes:
        before, after = change.texts
        lines.append(f"{change.title}: {before} -> {after}")
    return lines


def confirm(question: str) -> bool:
    """Whether the person says yes. Without a terminal nobody can be asked, and that is said."""
    if not sys.stdin.isatty():
        print("callsettings: not saved: nobody can be asked here. Add --yes to save without asking.", file=sys.stderr)
        return False
    print(f"{question} [y/N] ", end="", flush=True)
    is_yes = sys.stdin.readline().strip().casefold() in ("y", "yes")
    if not is_yes:
        print("Not saved.")
    return is_yes


def first_failure_status(results: "Iterable[SaveResult]") -> ExitStatus:
    """The exit status for several outcomes: the first that is not a success."""
    from tui_callsettings.state.save import SaveStatus

    table = {
        SaveStatus.SAVED: ExitStatus.DONE,
        SaveStatus.PARTIAL: ExitStatus.MISMATCH,
        SaveStatus.MISMATCH: ExitStatus.MISMATCH,
        SaveStatus.CONFLICT: ExitStatus.CONFLICT,
        SaveStatus.UNKNOWN: ExitStatus.UNKNOWN,
    }
    for result in results:
        if result.status in table and result.status is not SaveStatus.SAVED:
            return table[result.status]
        if result.status is SaveStatus.REJECTED:
            return exit_status_for(result.failure) if result.failure else ExitStatus.FAILED
    return ExitStatus.DONE


def _told_problems(store: "SettingsStore", features: "Iterable[Feature]") -> ExitStatus | None:
    problems = [(feature, problem) for feature in features for problem in store.state.blockers(feature)]
    for feature, problem in problems:
        print(f"callsettings: {feature.field_title(problem.path)}: {problem.message}", file=sys.stderr)
    for change, problem in store.state.warnings():
        print(f"callsettings: note: {change.title}: {problem.message}", file=sys.stderr)
    return ExitStatus.USAGE if problems else None


def _change_document(change: "Change") -> dict[str, Any]:
    return {"key": change.feature.key(change.path), "before": change.old, "after": change.new}


def _outcome_document(result: "SaveResult") -> dict[str, Any]:
    return {
        "feature": result.feature.wire_name,
        "result": result.status.name.lower(),
        "at": result.at.isoformat(timespec="seconds"),
        "sentence": result.message,
    }
