"""`callsettings show`: the settings as text, as JSON in the SDK's shape, or as TOML for `callsettings apply`."""

import argparse
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from .advice_output import advice_lines
from .end_option import open_client, pending_lines
from .exit_status import ExitStatus, read_status
from .json_output import feature_document
from .value_output import field_text
from .vocabulary import feature_names, find_feature

if TYPE_CHECKING:
    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.capabilities import Support
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.other_rules import OtherRule
    from tui_callsettings.models.owner import Owner
    from tui_callsettings.models.response import CallSettingResponse
    from tui_callsettings.models.setting import Setting, SettingField

_WIDTH = 44


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    feature = parser.add_argument(
        "feature", nargs="?", metavar="FEATURE", help=f"one of {', '.join(feature_names())} (default: all)"
    )
    feature.completer = lambda **_: feature_names()  # type: ignore[attr-defined]
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="print JSON in the shape of the Webex Calling SDK")
    formats.add_argument("--toml", action="store_true", help='print TOML for "callsettings apply"')


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print the settings; return whether all of them could be read."""
    import asyncio

    from tui_callsettings.models.feature import Feature

    features = [find_feature(arguments.feature)] if arguments.feature else list(Feature)
    return asyncio.run(_show(arguments, features))


async def _show(arguments: argparse.Namespace, features: "Sequence[Feature]") -> ExitStatus:
    import asyncio

    async with open_client(arguments) as client:
        # All at once, so that it takes no longer than the slowest answer.
        reading = asyncio.gather(*(client.read(feature) for feature in features))
        is_text = not (arguments.json or arguments.toml)
        owner, responses = await asyncio.gather(_read_owner(client, is_text), reading)
        read = dict(zip(features, responses, strict=True))
        if arguments.json:
            _print_json(client, read)
        elif arguments.toml:
            _print_toml(client, read)
        else:
            _raise_if_not_signed_in(responses)
            parts = [_feature_lines(client, feature, response, owner.region) for feature, response in read.items()]
            if len(features) > 1:
                rules = await client.read_other_rules()
                first, last = _summary_lines(arguments, client, owner, read, rules)
                parts = [first, *parts, last]
                parts.append(pending_lines(client.account))
            print("\n\n".join("\n".join(part) for part in parts if part))
    return read_status(response.failure for response in responses)


async def _read_owner(client: "CallSettingsClient", is_needed: bool) -> "Owner":
    from tui_callsettings.models.owner import Owner

    return await client.owner() if is_needed else Owner()


def _raise_if_not_signed_in(responses: "Sequence[CallSettingResponse]") -> None:
    """Report once, not for each feature, that the sign-in is missing."""
    from tui_callsettings.errors import NotSignedInError

    failures = [response.failure for response in responses]
    if failures[0] is not None and all(isinstance(failure, NotSignedInError) for failure in failures):
        raise failures[0]


def _print_json(client: "CallSettingsClient", read: "Mapping[Feature, CallSettingResponse]") -> None:
    from tui_callsettings.text import dump_json

    document = {f.wire_name: feature_document(f, response, client.capabilities) for f, response in read.items()}
    print(dump_json(document))


def _print_toml(client: "CallSettingsClient", read: "Mapping[Feature, CallSettingResponse]") -> None:
    from .save_command import print_warning
    from .settings_file import format_toml

    for response in read.values():
        if response.failure is not None and client.capabilities is not None:
            print_warning(f"left out: {response.failure.message}")
    settings = {f: r.data.call_setting for f, r in read.items() if r.data.call_setting is not None}
    print(format_toml(settings, client.capabilities), end="")


def _summary_lines(
    arguments: argparse.Namespace,
    client: "CallSettingsClient",
    owner: "Owner",
    read: "Mapping[Feature, CallSettingResponse]",
    other_rules: "Sequence[OtherRule]",
) -> tuple[list[str], list[str]]:
    """Return what the settings do together: where calls go, and advice."""
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.call_flow import build_call_flow, find_advisories, header_warning, summarize_flow

    settings = {f: r.data.call_setting for f, r in read.items() if r.data.call_setting is not None}
    if not settings:
        return [], []
    flow = build_call_flow(settings, client.capabilities, owner, other_rules=other_rules)
    silenced = frozenset(load_config().silenced_advisories)
    advice = find_advisories(settings, client.capabilities, owner, silenced, flow=flow)
    return [line for line in (header_warning(flow), summarize_flow(flow)) if line], advice_lines(advice, arguments)


def _feature_lines(
    client: "CallSettingsClient", feature: "Feature", response: "CallSettingResponse", region: str
) -> list[str]:
    setting, support = response.data.call_setting, client.capabilities.support(feature)
    if not support.is_offered:
        return [feature.title, f"  {support.reason}"]
    if setting is None:
        return [feature.title, f"  {response.failure.details if response.failure else response.data.error}"]
    lines = [f"{feature.title}{_read_only_mark(support)}"]
    for group, fields in groupby(client.capabilities.fields(feature), key=lambda field: field.group):
        lines += _group_lines(client, feature, setting, (group, tuple(fields)), region)
    return lines


def _group_lines(
    client: "CallSettingsClient",
    feature: "Feature",
    setting: "Setting",
    group: "tuple[tuple[str, ...], tuple[SettingField, ...]]",
    region: str,
) -> list[str]:
    """Return the fields of one group; one line where the account has none of them."""
    titles, fields = group
    # A field that providers only report is left out where this one does not report it.
    fields = tuple(f for f in fields if not (f.meta.is_read_only and _is_missing(client, feature, setting, f)))
    reasons = [_reason(client, feature, setting, field) for field in fields]
    title = ", ".join(titles)
    if titles and all(reasons):
        return [f"  {title:<{_WIDTH - 2}} {reasons[0]}"] if fields else []
    lines = [f"  {title}"] if titles else []
    indent = "    " if titles else "  "
    for field, reason in zip(fields, reasons, strict=True):
        text = reason or f"{field_text(field, setting, region)}{_field_mark(client, feature, field)}"
        lines.append(f"{indent}{field.title:<{_WIDTH - len(indent)}} {text}")
    return lines


def _is_missing(client: "CallSettingsClient", feature: "Feature", setting: "Setting", field: "SettingField") -> bool:
    is_reported = setting.value(field.path) is not None or field.path in setting.unreadable
    return not is_reported or bool(_reason(client, feature, setting, field))


def _reason(client: "CallSettingsClient", feature: "Feature", setting: "Setting", field: "SettingField") -> str:
    """Return why the account does not have the field; "" if it has it."""
    support = client.capabilities.support(feature, field.path)
    return "" if support.is_offered or setting.value(field.path) is not None else support.reason


def _field_mark(client: "CallSettingsClient", feature: "Feature", field: "SettingField") -> str:
    whole, own = client.capabilities.support(feature), client.capabilities.support(feature, field.path)
    return _read_only_mark(own) if whole.is_writable and not field.meta.is_read_only else ""


def _read_only_mark(support: "Support") -> str:
    if support.is_writable:
        return ""
    return f" ({support.reason if support.reason.startswith('read-only') else f'read-only: {support.reason}'})"
