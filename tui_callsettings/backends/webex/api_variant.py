"""The ways to one person's settings on Webex Calling: their paths, and the scopes they ask for."""

from enum import Enum
from urllib.parse import quote

from tui_callsettings.backends.base import Greeting
from tui_callsettings.models.feature import Feature

ME = "/telephony/config/people/me"


class ApiVariant(Enum):
    """A family of paths. All lead to the same settings, but each asks for other scopes."""

    ME = "me"
    PEOPLE = "people"
    XSI = "xsi"


def setting_path(family: ApiVariant, feature: Feature, person_id: str) -> str:
    """Where `feature` is read and written; `person_id` matters in the family `PEOPLE` only."""
    if family is ApiVariant.ME:
        return f"{ME}/settings/{feature.wire_name}"
    return f"/people/{quote(person_id, safe='')}/features/{feature.wire_name}"


def greeting_path(family: ApiVariant, greeting: Greeting, person_id: str) -> str:
    """Where a recording is sent; the two families name it differently."""
    kind = {"busy": "busy", "no_answer": "noAnswer"}[greeting]
    action = f"{kind}GreetingUpload" if family is ApiVariant.ME else f"upload{kind[0].upper()}{kind[1:]}Greeting"
    return f"{setting_path(family, Feature.VOICEMAIL, person_id)}/actions/{action}/invoke"


def api_variants(feature: Feature, *, is_write: bool, is_for_somebody_else: bool) -> tuple[ApiVariant, ...]:
    """The families to try, in order. XSI has call waiting, to be read, for oneself."""
    if is_for_somebody_else:
        return (ApiVariant.PEOPLE,)
    if feature is Feature.CALL_WAITING and not is_write:
        return (ApiVariant.ME, ApiVariant.PEOPLE, ApiVariant.XSI)
    return (ApiVariant.ME, ApiVariant.PEOPLE)


def required_scopes(feature: Feature, *, is_write: bool, is_for_somebody_else: bool) -> tuple[str, ...]:
    """The scopes of which one is enough, in the order of `families`."""
    verb = "write" if is_write else "read"
    if is_for_somebody_else:
        return (f"spark-admin:people_{verb}",)
    if feature is Feature.CALL_WAITING:
        return (f"spark:telephony_config_{verb}", *(() if is_write else ("spark:xsi",)))
    return (f"spark:telephony_config_{verb}", f"spark:people_{verb}")
