"""One feature as JSON: the Webex Calling SDK's answer, with the same keys in the same order on every account."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui_callsettings.models.capabilities import Capabilities
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.response import CallSettingResponse
    from tui_callsettings.models.setting import Setting


def feature_document(feature: "Feature", answer: "CallSettingResponse", capabilities: "Capabilities") -> dict[str, Any]:
    """The answer with every field of the feature in its `callSetting`, null where the account gives no value.

    Beside it, `unsupported` says which fields the account does not have, and why; `unknown` holds what the provider
    tells and this version has no name for; `error` is a sentence where the feature could not be read, else null.
    """
    setting = answer.data.call_setting
    told = {} if setting is None else setting.to_document()
    unknown: dict[str, Any] = {}
    return {
        "statusCode": answer.status_code,
        "data": {
            "callSetting": _filled(feature.model, told, "", unknown),
            "unsupported": _unsupported(feature, capabilities),
            "unknown": unknown,
            "error": answer.data.error,
        },
        "message": answer.message,
    }


def _filled(model: "type[Setting]", told: Mapping[str, Any], above: str, unknown: dict[str, Any]) -> dict[str, Any]:
    from tui_callsettings.models.setting import group_model

    filled: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        alias = info.alias or name
        value = told.get(alias)
        try:
            inner = group_model(model, name)
        except KeyError:
            filled[alias] = value
        else:
            filled[alias] = _filled(inner, value or {}, f"{above}{alias}.", unknown)
    unknown |= {f"{above}{name}": value for name, value in told.items() if name not in filled}
    return filled


def _unsupported(feature: "Feature", capabilities: "Capabilities") -> dict[str, str]:
    from pydantic.alias_generators import to_camel

    found = {}
    for field in capabilities.fields(feature):
        support = capabilities.support(feature, field.path)
        if not support.is_offered:
            found[".".join(map(to_camel, field.path))] = support.reason
    return found
