"""`callsettings show`: print the settings, for people or as JSON in the SDK's shape."""

import argparse
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tui_callsettings.text import dump_json

from . import account_options
from .exit_status import ExitStatus, exit_status_for
from .json_output import feature_document

if TYPE_CHECKING:
    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.capabilities import Support
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.field import SettingField
    from tui_callsettings.models.owner import Owner
    from tui_callsettings.models.response import CallSettingResponse
    from tui_callsettings.models.setting import Setting

_WIDTH = 38
FEATURES = ("do_not_disturb", "call_forwarding", "voicemail", "call_waiting")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("feature", nargs="?", choices=FEATURES, metavar="FEATURE", help=f"one of {', '.join(FEATURES)}")
    parser.add_argument("--json", action="store_true", help="print JSON in the shape of the Webex Calling SDK")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print the settings; the status tells whether all of them could be read."""
    import asyncio

    from tui_callsettings.models.feature import Feature

    features = [Feature(arguments.feature)] if arguments.feature else list(Feature)
    return asyncio.run(_show(account_options.client(arguments), features, is_json=arguments.json))


async def _show(client: "CallSettingsClient", features: Sequence["Feature"], *, is_json: bool) -> ExitStatus:
    import asyncio

    async with client:
        is_whole = len(features) > 1 and not is_json
        # The person is asked for at the same time, so that it takes no longer than the slowest answer.
        reading = asyncio.gather(*(client.read(feature) for feature in features))
        owner, answers = await asyncio.gather(_owner(client, is_asked=is_whole), reading)
        read = dict(zip(features, answers, strict=True))
        if is_json:
            document = {f.wire_name: feature_document(f, answer, client.capabilities) for f, answer in read.items()}
            print(dump_json(document))
        else:
            parts = [_lines(client, feature, answer) for feature, answer in read.items()]
            if is_whole:
                first, last = _together(client, owner, read)
                parts = [first, *parts, last]
            print("\n\n".join("\n".join(part) for part in parts if part))
    failures = [answer.failure for answer in answers if answer.failure is not None]
    serious = [failure for failure in failures if exit_status_for(failure) is not ExitStatus.NOT_OFFERED]
    if serious or len(failures) == len(answers):
        return exit_status_for((serious or failures)[0])
    return ExitStatus.DONE


async def _owner(client: "CallSettingsClient", *, is_asked: bool) -> "Owner":
    from tui_callsettings.models.owner import Owner

    return await client.owner() if is_asked else Owner()


def _together(
    client: "CallSettingsClient", owner: "Owner", read: "dict[Feature, CallSettingResponse]"
) -> tuple[list[str], list[str]]:
    """What the settings do together: where calls go, and advice."""
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.call_flow import build_call_flow, find_advisories, header_warning, sentence

    settings = {f: answer.data.call_setting for f, answer in read.items() if answer.data.call_setting is not None}
    if not settings:
        return [], []
    path = build_call_flow(settings, client.capabilities, owner)
    silenced = frozenset(load_config().silenced_advisories)
    advice = find_advisories(settings, client.capabilities, owner, silenced)
    first = [line for line in (header_warning(path), sentence(path)) if line]
    return first, [f"Advice ({item.id}): {item.message} {item.reason}" for item in advice]


def _lines(client: "CallSettingsClient", feature: "Feature", answer: "CallSettingResponse") -> list[str]:
    setting, support = answer.data.call_setting, client.capabilities.support(feature)
    if not support.is_offered:
        return [feature.title, f"  {support.reason}"]
    if setting is None:
        return [feature.title, f"  {answer.failure.details if answer.failure else answer.data.error}"]
    lines = [f"{feature.title}{_read_only_mark(support)}"]
    for group, fields in groupby(client.capabilities.fields(feature), key=lambda field: field.group):
        lines += _group_lines(client, feature, setting, group, tuple(fields))
    return lines


def _group_lines(
    client: "CallSettingsClient",
    feature: "Feature",
    setting: "Setting",
    group: tuple[str, ...],
    fields: "tuple[SettingField, ...]",
) -> list[str]:
    """The fields of one group; one line where the account has none of them."""
    # What a provider only reports, and this one does not, nobody misses.
    fields = tuple(f for f in fields if not (f.meta.is_read_only and _reason(client, feature, setting, f)))
    reasons = [_reason(client, feature, setting, field) for field in fields]
    title = ", ".join(group)
    if group and all(reasons):
        return [f"  {title:<{_WIDTH - 2}} {reasons[0]}"]
    lines = [f"  {title}"] if group else []
    indent = "    " if group else "  "
    for field, reason in zip(fields, reasons, strict=True):
        words = reason or _words(client, feature, setting, field)
        lines.append(f"{indent}{field.title:<{_WIDTH - len(indent)}} {words}")
    return lines


def _reason(client: "CallSettingsClient", feature: "Feature", setting: "Setting", field: "SettingField") -> str:
    """Why the account does not have the field; "" if it has it."""
    support = client.capabilities.support(feature, field.path)
    return "" if support.is_offered or setting.value(field.path) is not None else support.reason


def _words(client: "CallSettingsClient", feature: "Feature", setting: "Setting", field: "SettingField") -> str:
    from tui_callsettings.models.validation import format_field_value

    words = format_field_value(field, setting.value(field.path))
    whole, own = client.capabilities.support(feature), client.capabilities.support(feature, field.path)
    is_barred_alone = whole.is_writable and not field.meta.is_read_only
    return f"{words}{_read_only_mark(own)}" if is_barred_alone else words


def _read_only_mark(support: "Support") -> str:
    if support.is_writable:
        return ""
    return f" ({support.reason if support.reason.startswith('read-only') else f'read-only: {support.reason}'})"
