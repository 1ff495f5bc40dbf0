"""`callsettings show`: print the settings, for people or as JSON in the SDK's shape."""

import argparse
import json
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .exit_status import ExitStatus, status_of
from .practice import NOT_OFFERED, practice_documents
from .sheet import lines

if TYPE_CHECKING:
    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.feature import Feature

FEATURES = ("do_not_disturb", "call_forwarding", "voicemail", "call_waiting")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("feature", nargs="?", choices=FEATURES, metavar="FEATURE", help=f"one of {', '.join(FEATURES)}")
    parser.add_argument("--json", action="store_true", help="print JSON in the shape of the Webex Calling SDK")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print the settings; the status tells whether all of them could be read."""
    features = (arguments.feature,) if arguments.feature else FEATURES
    documents = practice_documents(arguments.account, features)
    if documents is not None:
        answers = {feature: _success(document) for feature, document in documents.items()}
        _print(arguments, answers, NOT_OFFERED)
        return ExitStatus.DONE
    import asyncio

    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.feature import Feature

    client = CallSettingsClient.open(arguments.account)
    return asyncio.run(_show(arguments, client, [Feature(name) for name in features]))


def _success(document: Mapping[str, Any]) -> dict[str, Any]:
    """What `CallSettingResponse.success` dumps."""
    return {"statusCode": 200, "data": {"callSetting": document}, "message": "SUCCESS"}


async def _show(arguments: argparse.Namespace, client: "CallSettingsClient", features: "list[Feature]") -> ExitStatus:
    import asyncio

    async with client:
        answers = await asyncio.gather(*(client.read(feature) for feature in features))
    read = {f.value: answer.model_dump(by_alias=True) for f, answer in zip(features, answers, strict=True)}
    failures = {f.value: answer.failure for f, answer in zip(features, answers, strict=True) if answer.failure}
    _print(arguments, read, _hidden(client, features), {name: failure.details for name, failure in failures.items()})
    serious = [failure for failure in failures.values() if status_of(failure) is not ExitStatus.NOT_OFFERED]
    if serious or len(failures) == len(answers):
        return status_of((serious or list(failures.values()))[0])
    return ExitStatus.DONE


def _hidden(client: "CallSettingsClient", features: "Iterable[Feature]") -> frozenset[str]:
    """The keys of the fields that the account does not have."""
    support = client.capabilities.support
    return frozenset(f.key(x.path) for f in features for x in f.fields if not support(f, x.path).is_offered)


def _print(
    arguments: argparse.Namespace,
    answers: Mapping[str, Mapping[str, Any]],
    hidden: Collection[str],
    failures: Mapping[str, str] | None = None,
) -> None:
    from tui_callsettings.models.feature import Feature

    if arguments.json:
        document = {Feature(name).wire_name: answer for name, answer in answers.items()}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return
    sheets = []
    for name, answer in answers.items():
        setting = answer["data"].get("callSetting")
        said = [f"  {(failures or {})[name]}"] if setting is None else lines(name, setting, hidden)
        sheets.append("\n".join((Feature(name).title, *said)))
    print("\n\n".join(sheets))
