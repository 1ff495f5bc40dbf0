"""What every command that changes settings shares: review, advice, confirmation, save, and the result."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from . import account_options, end_option
from .advice_output import advice_document, advice_lines, name_account
from .exit_status import ExitStatus, save_status
from .prompt_status import refresh_status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tui_callsettings.call_flow import Advisory
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.setting import FieldPath, SettingField, Value
    from tui_callsettings.state.changes import Change
    from tui_callsettings.state.save import SaveResult
    from tui_callsettings.state.session import EditingSession
    from tui_callsettings.state.store import SettingsStore

    _Edit = tuple[Feature, SettingField, Value]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that every changing command has."""
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and stop")
    parser.add_argument("-y", "--yes", action="store_true", help="save without asking, for scripts")
    parser.add_argument("--quiet", action="store_true", help="print errors only")
    parser.add_argument("--json", action="store_true", help="print changes, advice and outcome as JSON")
    end_option.add_options(parser)


def save_values(
    arguments: argparse.Namespace,
    values: "Mapping[str, Value]",
    *,
    is_partial: bool = False,
    is_where_offered: bool = False,
    is_changed_only: bool = False,
) -> ExitStatus:
    """Set fields (by key), show what changes, ask, save and print the result.

    Args:
        arguments: the account, `dry_run`, `yes`, `quiet` and `json`.
        values: field key to value, such as {"call_forwarding.busy.enabled": True}.
        is_partial: skip, with a warning, what the account does not have, instead of failing.
        is_where_offered: skip fields that the account does not have, as long as it has one of them.
        is_changed_only: skip values that are stored already, also of fields that cannot be changed.

    Raises:
        CallSettingsError: the account cannot be opened or read, or a field cannot be changed there.
    """
    from tui_callsettings.models.feature import Feature

    edits = [(*Feature.find(key), value) for key, value in values.items()]

    def edit(store: "SettingsStore") -> None:
        if not is_partial:
            _raise_failures(store, {feature for feature, _, _ in edits})
        chosen = _offered(store, edits) if is_where_offered else edits
        chosen = _changed(store, chosen) if is_changed_only or is_partial else chosen
        _apply_edits(store, chosen, is_partial=is_partial)

    return save_edits(arguments, edit, [(feature, field.path) for feature, field, _ in edits])


def save_restored(
    arguments: argparse.Namespace, feature: "Feature", values: "Mapping[FieldPath, Value]", snapshot: dict[str, Any]
) -> ExitStatus:
    """Set a feature back to values it had, also where today's rules would reject them as new.

    Args:
        arguments: as `save_values`.
        feature: the feature.
        values: the values to restore.
        snapshot: the whole setting, as the provider had it then.
    """
    from tui_callsettings.models.validation import is_same_value

    def edit(store: "SettingsStore") -> None:
        _raise_failures(store, {feature})
        state = store.feature_state(feature)
        changed = {
            path: value
            for path, value in values.items()
            if not is_same_value(feature.field(path), state.value(path), value)
        }
        for warning in store.restore(feature, changed, feature.model.parse_group(snapshot)):
            print_warning(warning)

    return save_edits(arguments, edit)


def save_edits(
    arguments: argparse.Namespace,
    edit: "Callable[[SettingsStore], None]",
    places: "Sequence[tuple[Feature, FieldPath]]" = (),
) -> ExitStatus:
    """Load the settings, let `edit` change them, and save them after a review.

    Args:
        arguments: as `save_values`.
        edit: edits the store.
        places: the fields that it sets, also those that hold the value already: an end of theirs can be moved.

    Raises:
        CallSettingsError: the account cannot be opened, or `edit` raised it.
    """
    import asyncio

    return asyncio.run(_save_edits(arguments, edit, places))


async def _save_edits(
    arguments: argparse.Namespace,
    edit: "Callable[[SettingsStore], None]",
    places: "Sequence[tuple[Feature, FieldPath]]",
) -> ExitStatus:
    request = end_option.read_request(arguments)
    async with open_command_session(arguments, is_locking=not arguments.dry_run) as session:
        if session is None:
            return ExitStatus.LOCKED
        await session.store.load()
        edit(session.store)
        return await review_and_save(arguments, session, end_option.EndKeeper(session, request, places))


async def review_and_save(
    arguments: argparse.Namespace, session: "EditingSession", ends: end_option.EndKeeper | None = None
) -> ExitStatus:
    """Review the changes in the store of `session`, ask, save and print the result.

    Args:
        arguments: `dry_run`, `yes`, `quiet` and `json`.
        session: the session with the edits.
        ends: what the save means for settings that end by themselves; None where the command sets no end.
    """
    store = session.store
    status = await _SaveReview(arguments, store, ends or end_option.EndKeeper(session)).run()
    if any(state.last_save is not None for state in store.feature_states):
        await refresh_status(store)
    return status


@asynccontextmanager
async def open_command_session(
    arguments: argparse.Namespace, *, is_locking: bool = False, is_ending: bool = True
) -> "AsyncIterator[EditingSession | None]":
    """Yield the session of the account; None, after a message, while another process edits it and `is_locking`.

    Args:
        arguments: the account.
        is_locking: whether the command is going to change something.
        is_ending: whether to end the settings that are due, and to print how ends went that nobody has seen.
    """
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.state.session import open_session

    config = load_config()
    account = account_options.account(arguments, config)
    async with open_session(account, config, on_warning=print_warning, is_editor=False) as session:
        if is_locking and not session.acquire_lock():
            holder = session.lock_holder
            print_warning(f"not saved: {holder.description if holder else ''}. Close it and try again.")
            yield None
            return
        for notice in (*session.notices, *(await end_option.run_due_ends(session) if is_ending else ())):
            print_warning(notice)
        yield session


@asynccontextmanager
async def open_store(
    arguments: argparse.Namespace, *, is_locking: bool = False
) -> "AsyncIterator[SettingsStore | None]":
    """Yield the store of the session that `open_command_session` opens."""
    async with open_command_session(arguments, is_locking=is_locking) as session:
        yield session.store if session is not None else None


def _apply_edits(store: "SettingsStore", edits: "Iterable[_Edit]", *, is_partial: bool) -> None:
    from tui_callsettings.errors import UnsupportedError

    for feature, field, value in edits:
        state = store.feature_state(feature)
        try:
            if state.failure is not None:
                raise UnsupportedError(f"{feature.field_title(field.path)}: skipped. {state.failure.message}")
            store.edit(feature, field.path, value)
        except UnsupportedError as error:
            if not is_partial:
                raise
            print_warning(error.message)


def _offered(store: "SettingsStore", edits: "list[_Edit]") -> "list[_Edit]":
    """Return the edits of fields that the account has; all of them where it has none, so that an error names it."""
    return [e for e in edits if store.capabilities.support(e[0], e[1].path).is_writable] or edits


def _changed(store: "SettingsStore", edits: "list[_Edit]") -> "list[_Edit]":
    """Return the edits of values that differ from the stored ones."""
    from tui_callsettings.models.validation import is_same_value

    return [e for e in edits if not is_same_value(e[1], store.feature_state(e[0]).value(e[1].path), e[2])]


def print_warning(message: str) -> None:
    """Print a message on standard error."""
    print(f"callsettings: {message}", file=sys.stderr)


def _raise_failures(store: "SettingsStore", features: "Iterable[Feature]") -> None:
    for feature in features:
        failure = store.feature_state(feature).failure
        if failure is not None:
            raise failure


class _SaveReview:
    """The review of one command's changes, the save, and what is printed of both.

    Args:
        arguments: `dry_run`, `yes`, `quiet` and `json`.
        store: the settings with the edits.
        ends: what the save means for settings that end by themselves.
    """

    def __init__(self, arguments: argparse.Namespace, store: "SettingsStore", ends: end_option.EndKeeper) -> None:
        self._arguments = arguments
        self._store = store
        self._ends = ends
        self._changes = store.changes()
        self._features = list(dict.fromkeys(change.feature for change in self._changes))
        self._advice = self._find_advice() if self._changes else ()
        self._results: tuple[SaveResult, ...] = ()

    async def run(self) -> ExitStatus:
        """Review, ask and save; print it as text or JSON, and return the exit status."""
        outcome, status = await self._run()
        if self._arguments.json:
            from tui_callsettings.text import dump_json

            print(dump_json(self._document(outcome, status)))
        return status

    async def _run(self) -> tuple[str, ExitStatus]:
        if self._print_problems():
            return "invalid", ExitStatus.USAGE
        if not self._changes:
            self._print("No change: already set.")
            if not self._arguments.dry_run:
                self._print_ends(*self._ends.move())
            return "unchanged", ExitStatus.DONE
        self._print(*review_lines(self._changes, self._store.owner.region))
        self._print(*advice_lines(self._advice, self._arguments), *self._ends.review_lines(self._changes))
        if self._arguments.dry_run:
            return "dry run", ExitStatus.DONE
        is_asking = not self._arguments.yes and sys.stdin.isatty()
        self._print(*self._ends.ask(self._changes, is_asking=is_asking))
        if not self._arguments.yes and not confirm("Save?"):
            return "declined", ExitStatus.USAGE
        self._ends.check_time()
        self._results = await self._store.save(self._features)
        status = save_status(self._results)
        for result in self._results:
            if self._arguments.quiet and status is not ExitStatus.DONE:
                print_warning(_result_text(result, self._arguments))
            self._print(_result_text(result, self._arguments))
        self._print_ends(*self._ends.apply(self._results))
        if status is ExitStatus.DONE and self._ends.is_lost:
            status = ExitStatus.FAILED
        return "saved" if status is ExitStatus.DONE else status.name.lower().replace("_", " "), status

    def _print_ends(self, lines: "Sequence[str]", warnings: "Sequence[str]") -> None:
        """Print what became of the end; warnings also where little is printed, as forwarding may stay on."""
        self._print(*lines)
        for warning in warnings:
            print_warning(warning)

    def _print(self, *lines: str) -> None:
        if lines and not (self._arguments.json or self._arguments.quiet):
            print("\n".join(lines))

    def _print_problems(self) -> bool:
        """Print what is wrong with the changes, or unusual; return whether it prevents the save."""
        state = self._store.state
        problems = [(feature, problem) for feature in self._features for problem in state.blockers(feature)]
        for feature, problem in problems:
            print_warning(f"{feature.field_title(problem.path)}: {problem.message}")
        if not problems and not self._arguments.quiet:
            for change, problem in state.warnings():
                print_warning(f"note: {change.title}: {problem.message}")
        return bool(problems)

    def _find_advice(self) -> "tuple[Advisory, ...]":
        """Return the advice that the save would bring, and that on the features it changes."""
        from tui_callsettings.accounts.config import load_config
        from tui_callsettings.call_flow import find_advisories

        store, silenced = self._store, frozenset(load_config().silenced_advisories)
        old, new = (
            find_advisories(store.settings(is_draft=is_draft), store.capabilities, store.owner, silenced)
            for is_draft in (False, True)
        )
        known = {item.id for item in old}
        return tuple(item for item in new if item.id not in known or item.feature in self._features)

    def _document(self, outcome: str, status: ExitStatus) -> dict[str, Any]:
        state = self._store.state
        problems = [(feature, problem) for feature in self._features for problem in state.blockers(feature)]
        return {
            "outcome": outcome,
            "status": int(status),
            "changes": [change_document(change) for change in self._changes],
            "problems": [
                {"field": feature.key(problem.path), "message": problem.message} for feature, problem in problems
            ],
            "advice": [advice_document(item) for item in self._advice],
            "outcomes": [_result_document(result) for result in self._results],
            "endsAt": self._ends.ends_at,
        }


def review_lines(changes: "Iterable[Change]", region: str = "") -> list[str]:
    """Return a line for each change: "Call forwarding, when busy, forward to: 321321 -> 4022".

    Args:
        changes: the changes.
        region: the country for which numbers are formatted.
    """
    lines = []
    for change in changes:
        old, new = change.texts(region)
        lines.append(f"{change.title}: {old} -> {new}")
    return lines


def confirm(question: str) -> bool:
    """Ask on the terminal whether to save; without one, print that --yes is needed and return False."""
    return confirm_action(question, "not saved")


def confirm_action(question: str, refusal: str) -> bool:
    """Ask a yes-no question on the terminal; without one, print that --yes is needed and return False.

    Args:
        question: the question.
        refusal: what a "no" means: "not saved".
    """
    if not sys.stdin.isatty():
        print_warning(f"{refusal}: no terminal to confirm on; add --yes.")
        return False
    print(f"{question} [y/N] ", end="", flush=True)
    is_yes = sys.stdin.readline().strip().casefold() in ("y", "yes")
    if not is_yes:
        print(f"{refusal[0].upper()}{refusal[1:]}.")
    return is_yes


def change_document(change: "Change") -> dict[str, Any]:
    """Return a change as JSON data."""
    return {"key": change.feature.key(change.path), "before": change.old, "after": change.new}


def _result_text(result: "SaveResult", arguments: argparse.Namespace) -> str:
    from tui_callsettings.state.save import SaveStatus

    if result.status is SaveStatus.UNKNOWN:
        details = result.failure.details if result.failure else "No answer arrived."
        return f"{result.feature.title}: not confirmed. {details} Check with: callsettings show"
    repair = f"\n  To restore: {name_account(result.repair_command, arguments)}" if result.repair_command else ""
    return f"{result.message}{repair}"


def _result_document(result: "SaveResult") -> dict[str, Any]:
    return {
        "feature": result.feature.wire_name,
        "result": result.status.name.lower(),
        "at": result.at.isoformat(timespec="seconds"),
        "message": result.message,
    }
