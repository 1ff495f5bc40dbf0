"""Do not disturb: callers are treated as if the line were busy."""

from typing import Annotated

from pydantic import Field

from .field import FieldType, Form
from .setting import Setting


class ToggleSetting(Setting):
    """A feature that is on or off."""

    enabled: Annotated[bool | None, Form(FieldType.SWITCH)] = Field(
        None, title="On", description="Whether the feature is switched on."
    )


class DoNotDisturbSetting(ToggleSetting):
    """Do not disturb, with what still makes a sound while it is on."""

    enabled: Annotated[bool | None, Form(FieldType.SWITCH)] = Field(
        None,
        title="Do not disturb",
        description="Your phone does not ring. Callers are treated as if you were busy.",
    )
    ring_splash_enabled: Annotated[bool | None, Form(FieldType.SWITCH)] = Field(
        None,
        title="Ring reminder",
        description="A short tone on your desk phone when a call comes in while do not disturb is on.",
    )
    webex_go_override_enabled: Annotated[bool | None, Form(FieldType.SWITCH)] = Field(
        None,
        title="Webex Go still rings",
        description="Your mobile phone with Webex Go rings even while do not disturb is on.",
    )
