"""`callsettings show`: print the settings, for people or as JSON in the SDK's shape."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .exit_status import ExitStatus, status_of

if TYPE_CHECKING:
    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.owner import Owner
    from tui_callsettings.models.response import CallSettingResponse

FEATURES = ("do_not_disturb", "call_forwarding", "voicemail", "call_waiting")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("feature", nargs="?", choices=FEATURES, metavar="FEATURE", help=f"one of {', '.join(FEATURES)}")
    parser.add_argument("--json", action="store_true", help="print JSON in the shape of the Webex Calling SDK")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print the settings; the status tells whether all of them could be read."""
    import asyncio

    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.feature import Feature

    features = [Feature(arguments.feature)] if arguments.feature else list(Feature)
    client = CallSettingsClient.open(arguments.account)
    return asyncio.run(_show(client, features, is_json=arguments.json))


async def _show(client: "CallSettingsClient", features: Sequence["Feature"], *, is_json: bool) -> ExitStatus:
    import asyncio

    async with client:
        answers = await asyncio.gather(*(client.read(feature) for feature in features))
        read = dict(zip(features, answers, strict=True))
        if is_json:
            print(json.dumps(_document(read), indent=2, ensure_ascii=False))
        else:
            owner = await client.owner()
            parts = [_lines(client, feature, answer) for feature, answer in read.items()]
            if len(features) > 1:
                first, last = _together(client, owner, read)
                parts = [first, *parts, last]
            print("\n\n".join("\n".join(part) for part in parts if part))
    failures = [answer.failure for answer in answers if answer.failure is not None]
    serious = [failure for failure in failures if status_of(failure) is not ExitStatus.NOT_OFFERED]
    if serious or len(failures) == len(answers):
        return status_of((serious or failures)[0])
    return ExitStatus.DONE


def _document(read: "dict[Feature, CallSettingResponse]") -> dict[str, Any]:
    return {feature.wire_name: answer.model_dump(by_alias=True) for feature, answer in read.items()}


def _together(
    client: "CallSettingsClient", owner: "Owner", read: "dict[Feature, CallSettingResponse]"
) -> tuple[list[str], list[str]]:
    """What the settings do together: where calls go, and advice."""
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.call_path import advisories, call_path, header_warning, sentence

    settings = {f: answer.data.call_setting for f, answer in read.items() if answer.data.call_setting is not None}
    if not settings:
        return [], []
    path = call_path(settings, client.capabilities, owner)
    silenced = frozenset(load_config().silenced_advisories)
    advice = advisories(settings, client.capabilities, owner, silenced)
    first = [line for line in (header_warning(path), sentence(path)) if line]
    return first, [f"Advice ({item.id}): {item.sentence} {item.reason}" for item in advice]


def _lines(client: "CallSettingsClient", feature: "Feature", answer: "CallSettingResponse") -> list[str]:
    from tui_callsettings.models.rules import words_of

    setting = answer.data.call_setting
    if setting is None:
        return [feature.title, f"  {answer.failure.details if answer.failure else answer.data.error}"]
    lines = [feature.title]
    group: tuple[str, ...] = ()
    for field in feature.fields:
        if setting.value(field.path) is None and not client.capabilities.support(feature, field.path).is_offered:
            continue
        if field.group and field.group != group:
            lines.append(f"  {', '.join(field.group)}")
        group = field.group
        indent = "    " if group else "  "
        lines.append(f"{indent}{field.title:<{38 - len(indent)}} {words_of(field, setting.value(field.path))}")
    return lines
