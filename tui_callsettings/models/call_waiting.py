"""Call waiting: a second call can reach you while you are on the phone."""

from typing import Annotated

from pydantic import Field

from .do_not_disturb import ToggleSetting
from .field import FieldMeta, FieldType


class CallWaitingSetting(ToggleSetting):
    """Whether a second call rings while you are on the phone."""

    enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH)] = Field(
        None,
        title="Call waiting",
        description="While you are on a call, a second call rings. When off, it is treated as busy.",
    )
