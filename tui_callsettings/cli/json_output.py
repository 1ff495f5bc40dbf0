"""One feature as JSON: the Webex Calling SDK's response, with the same keys in the same order on every account."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui_callsettings.models.capabilities import Capabilities
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.response import CallSettingResponse
    from tui_callsettings.models.setting import Setting


def feature_document(
    feature: "Feature", response: "CallSettingResponse", capabilities: "Capabilities"
) -> dict[str, Any]:
    """Return the response with every field of the feature in its `callSetting`.

    null stands for a field that is not reported, unless another key explains it: `unsupported` gives the reason for
    each field that the account does not have, `unreadable` the raw value of each field of a wrong type. `unknown`
    holds what the provider reports and this version has no name for; `error` is a sentence where the feature could not
    be read, else null.
    """
    from tui_callsettings.models.setting_input import wire_name

    setting = response.data.call_setting
    reported = {} if setting is None else setting.to_document()
    unreadable = {} if setting is None else setting.unreadable
    unreadable_names = {wire_name(feature, path): raw for path, raw in unreadable.items()}
    unknown: dict[str, Any] = {}
    return {
        "statusCode": response.status_code,
        "data": {
            "callSetting": _fill(feature.model, reported, "", (unreadable_names, unknown)),
            "unsupported": _unsupported(feature, capabilities),
            "unreadable": unreadable_names,
            "unknown": unknown,
            "error": response.data.error,
        },
        "message": response.message,
    }


def _fill(
    model: "type[Setting]", reported: object, above: str, others: tuple[Mapping[str, str], dict[str, Any]]
) -> dict[str, Any]:
    """Return a group with all its fields; unreadable ones are null, and unknown ones are moved to `others`."""
    from tui_callsettings.models.setting import group_model

    unreadable, unknown = others
    values = reported if isinstance(reported, Mapping) else {}
    filled: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        alias = info.alias or name
        value = values.get(alias)
        try:
            inner = group_model(model, name)
        except KeyError:
            filled[alias] = None if f"{above}{alias}" in unreadable else value
        else:
            filled[alias] = _fill(inner, value, f"{above}{alias}.", others)
    unknown |= {f"{above}{name}": value for name, value in values.items() if name not in filled}
    return filled


def _unsupported(feature: "Feature", capabilities: "Capabilities") -> dict[str, str]:
    from tui_callsettings.models.setting_input import wire_name

    support = {field.path: capabilities.support(feature, field.path) for field in capabilities.fields(feature)}
    return {wire_name(feature, path): each.reason for path, each in support.items() if not each.is_offered}


def error_document(message: str, status: int, error: Exception | None = None) -> dict[str, Any]:
    """Return the JSON of a command that failed.

    Args:
        message: what went wrong.
        status: the exit status.
        error: the error, for the provider's message and tracking id.
    """
    return {
        "error": {
            "message": message,
            "status": int(status),
            "httpStatus": getattr(error, "response_status", None),
            "providerMessage": getattr(error, "provider_message", "") or None,
            "trackingId": getattr(error, "tracking_id", "") or None,
        }
    }
