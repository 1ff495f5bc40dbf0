"""Call waiting: a second call rings while the person is on the phone."""

from typing import Annotated

from pydantic import Field

from .do_not_disturb import ToggleSetting
from .feature import FeatureSpec
from .setting import FieldMeta, FieldType


class CallWaitingSetting(ToggleSetting):
    """Whether a second call rings while the person is on the phone."""

    enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH)] = Field(
        default=None,
        title="Call waiting",
        description="Ring for a second call while you are on the phone. When off, second callers are handled as busy.",
    )


SPEC = FeatureSpec("call_waiting", "Call waiting", CallWaitingSetting, "callWaiting")
