"""The API variants that lead to one person's settings on Webex Calling: their paths, and the scopes they require."""

from enum import Enum
from urllib.parse import quote

from tui_callsettings.backends.base import Greeting
from tui_callsettings.models.feature import Feature

from .wire_names import RESOURCES

ME = "/telephony/config/people/me"


class ApiVariant(Enum):
    """A family of paths. All lead to the same settings, but each requires other scopes."""

    ME = "me"
    PEOPLE = "people"
    XSI = "xsi"


def setting_path(variant: ApiVariant, feature: Feature, person_id: str) -> str:
    """Return the path that reads and writes `feature`; `person_id` matters in `ApiVariant.PEOPLE` only."""
    name = RESOURCES[feature].name
    if variant is ApiVariant.ME:
        return f"{ME}/settings/{name}"
    return f"/people/{quote(person_id, safe='')}/features/{name}"


def greeting_path(variant: ApiVariant, greeting: Greeting, person_id: str) -> str:
    """Return the path that takes a recording; the two variants name it differently."""
    kind = {"busy": "busy", "no_answer": "noAnswer"}[greeting]
    action = f"{kind}GreetingUpload" if variant is ApiVariant.ME else f"upload{kind[0].upper()}{kind[1:]}Greeting"
    return f"{setting_path(variant, Feature.VOICEMAIL, person_id)}/actions/{action}/invoke"


def api_variants(feature: Feature, *, is_write: bool, is_for_somebody_else: bool) -> tuple[ApiVariant, ...]:
    """Return the variants to try, in order. XSI has call waiting only, to be read, and for oneself."""
    if is_for_somebody_else:
        return (ApiVariant.PEOPLE,)
    if feature is Feature.CALL_WAITING and not is_write:
        return (ApiVariant.ME, ApiVariant.PEOPLE, ApiVariant.XSI)
    return (ApiVariant.ME, ApiVariant.PEOPLE)


def required_scopes(feature: Feature, *, is_write: bool, is_for_somebody_else: bool) -> tuple[str, ...]:
    """Return the scopes of which one is enough, in the order of `api_variants`."""
    verb = "write" if is_write else "read"
    if is_for_somebody_else:
        return (f"spark-admin:people_{verb}",)
    if feature is Feature.CALL_WAITING:
        return (f"spark:telephony_config_{verb}", *(() if is_write else ("spark:xsi",)))
    return (f"spark:telephony_config_{verb}", f"spark:people_{verb}")
