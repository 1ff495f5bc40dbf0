"""`callsettings schema`: the JSON Schema of what commands print with --json."""

import argparse
from collections.abc import Iterable
from typing import Any

from .exit_status import ExitStatus

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_FLAG = {"type": "boolean"}
_COUNT_OR_NULL = {"type": ["integer", "null"]}
_VALUE = {"type": ["boolean", "integer", "string", "null"]}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "document", nargs="?", choices=tuple(_DOCUMENTS), help="one document (default: all, under $defs)"
    )


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print it."""
    from tui_callsettings.text import dump_json

    print(dump_json(json_schema(arguments.document)))
    return ExitStatus.DONE


def json_schema(document: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema of one document, or of any of them."""
    schemas = {name: make() for name, make in _DOCUMENTS.items()}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    if document is not None:
        return {**head, "title": f"callsettings {document} --json", **schemas[document]}
    return {
        **head,
        "title": "callsettings --json",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in schemas],
        "$defs": schemas,
    }


def _object(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _map(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": item}


def _enum(values: Iterable[Any]) -> dict[str, Any]:
    """Return the schema of one of the texts of an enumeration."""
    return {"type": "string", "enum": [str(each.value) for each in values]}


def _show() -> dict[str, Any]:
    from tui_callsettings.models.feature import Feature

    features = {feature.wire_name: _feature(feature.model) for feature in Feature}
    # One feature where one was asked for.
    return {"type": "object", "properties": features, "additionalProperties": False, "minProperties": 1}


def _feature(model: Any) -> dict[str, Any]:
    data = _object(
        callSetting=_setting(model),
        unsupported=_map(_TEXT),
        unreadable=_map(_TEXT),
        unknown={"type": "object"},
        error=_TEXT_OR_NULL,
    )
    return _object(
        statusCode={"type": "integer"},
        data=data,
        message={"type": ["string", "null"], "enum": ["SUCCESS", "FAILURE", None]},
    )


def _setting(model: Any) -> dict[str, Any]:
    """Return the schema of a setting: every field is there, null where it is not reported."""
    from tui_callsettings.models.setting import group_model

    properties = {}
    for name, info in model.model_fields.items():
        try:
            schema = _setting(group_model(model, name))
        except KeyError:
            kinds = {bool: "boolean", int: "integer", str: "string"}
            arguments = [getattr(kind, "__origin__", kind) for kind in getattr(info.annotation, "__args__", ())]
            schema = {"type": [*(kinds[kind] for kind in arguments if kind in kinds), "null"]}
            if info.description:
                schema["description"] = info.description
        properties[info.alias or name] = schema
    return _object(**properties)


def _advice() -> dict[str, Any]:
    remedy = _object(label=_TEXT, command=_TEXT, values=_map(_VALUE))
    return _object(id=_TEXT, message=_TEXT, reason=_TEXT, field=_TEXT, remedy={"anyOf": [remedy, {"type": "null"}]})


def _change() -> dict[str, Any]:
    return _object(key=_TEXT, before=_VALUE, after=_VALUE)


def _save() -> dict[str, Any]:
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.state.save import SaveStatus

    features = {"type": "string", "enum": [feature.wire_name for feature in Feature]}
    results = {"type": "string", "enum": [status.name.lower() for status in SaveStatus]}
    result = _object(feature=features, result=results, at={"type": "string", "format": "date-time"}, message=_TEXT)
    return _object(
        outcome={"type": "string", "enum": sorted(_OUTCOMES)},
        status={"type": "integer"},
        changes=_list(_change()),
        problems=_list(_object(field=_TEXT, message=_TEXT)),
        advice=_list(_advice()),
        outcomes=_list(result),
        endsAt={"type": ["string", "null"], "format": "date-time"},
    )


def _history() -> dict[str, Any]:
    return _list(
        _object(
            number={"type": "integer"},
            at={"type": "string", "format": "date-time"},
            host=_TEXT,
            terminal=_TEXT,
            feature=_TEXT,
            result=_TEXT,
            action=_TEXT,
            changes=_list(_change()),
            before={"type": "object"},
            after={"type": ["object", "null"]},
        )
    )


def _status() -> dict[str, Any]:
    texts = ("account", "provider", "address", "person", "line", "protection", "calls")
    properties: dict[str, Any] = dict.fromkeys(texts, _TEXT)
    properties |= dict.fromkeys(("signIn", "signInEnds", "since"), _TEXT_OR_NULL)
    return _object(**properties, numbers=_list(_TEXT), ends=_list(_TEXT))


def _accounts() -> dict[str, Any]:
    return _list(_object(name=_TEXT, backend=_TEXT, baseUrl=_TEXT, inUse={"type": "boolean"}))


def _until() -> dict[str, Any]:
    from tui_callsettings.state.end_record import EndStatus
    from tui_callsettings.state.scheduler import SchedulerKind

    status = _enum(EndStatus)
    time, time_or_null = ({"type": kind, "format": "date-time"} for kind in ("string", ["string", "null"]))
    return _list(
        _object(
            number={"type": "integer"},
            fields=_list(_object(key=_TEXT, value=_VALUE, back=_VALUE, status=status, reason=_TEXT)),
            at=time,
            createdAt=time,
            scheduler=_enum(SchedulerKind),
            status=status,
            attempts={"type": "integer"},
            retryAt=time_or_null,
            message=_TEXT,
        )
    )


def _error() -> dict[str, Any]:
    return _object(
        error=_object(
            message=_TEXT,
            status={"type": "integer"},
            httpStatus={"type": ["integer", "null"]},
            providerMessage=_TEXT_OR_NULL,
            trackingId=_TEXT_OR_NULL,
        )
    )


def _explain() -> dict[str, Any]:
    from tui_callsettings.call_flow import EndType, Ringing, Situation
    from tui_callsettings.call_flow.rule import Stage
    from tui_callsettings.models.feature import Feature

    end = _object(place=_enum(EndType), number=_TEXT, displayNumber=_TEXT)
    step = _object(
        stage=_enum(Stage),
        message=_TEXT,
        field=_TEXT_OR_NULL,
        end={"anyOf": [end, {"type": "null"}]},
        overrides=_list(_TEXT),
        isAssumed=_FLAG,
    )
    situation = _object(
        situation=_enum(Situation),
        outcome=_TEXT,
        ringing=_enum(Ringing),
        rings=_COUNT_OR_NULL,
        seconds=_COUNT_OR_NULL,
        end=end,
        field=_TEXT_OR_NULL,
        isAssumed=_FLAG,
        steps=_list(step),
        notRead=_list(_enum(Feature)),
        notReported=_list(_TEXT_OR_NULL),
        notReadable=_list(_TEXT_OR_NULL),
    )
    features = {feature.wire_name: _TEXT for feature in Feature}
    return _object(
        provider=_TEXT,
        sentence=_TEXT,
        warning=_TEXT,
        notes=_list(_TEXT),
        situations=_list(situation),
        overridden=_list(_object(name=_TEXT, field=_TEXT_OR_NULL)),
        advice=_list(_advice()),
        failures={"type": "object", "properties": features, "additionalProperties": False},
    )


_OUTCOMES = {"invalid", "unchanged", "dry run", "declined", "saved"} | {
    status.name.lower().replace("_", " ") for status in ExitStatus if status is not ExitStatus.DONE
}

_DOCUMENTS = {
    "show": _show,
    "save": _save,
    "explain": _explain,
    "status": _status,
    "history": _history,
    "accounts": _accounts,
    "until": _until,
    "error": _error,
}
