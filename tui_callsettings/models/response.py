"""The envelope in which `CallSettingsClient` answers: the Webex Calling SDK's shape."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, SerializerFunctionWrapHandler, model_serializer
from pydantic.alias_generators import to_camel

from tui_callsettings.errors import CallSettingsError

from .setting import Setting

_CONFIG = ConfigDict(
    frozen=True, alias_generator=to_camel, populate_by_name=True, arbitrary_types_allowed=True, defer_build=True
)


class CallSettingData(BaseModel):
    """What was asked for, or why it is not there: one of the two."""

    model_config = _CONFIG

    call_setting: SerializeAsAny[Setting] | None = None
    error: str | None = None

    @model_serializer(mode="wrap")
    def _one_of_two(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in serialize(self).items() if value is not None}


class CallSettingResponse(BaseModel):
    """The answer to every call of the client; `model_dump(by_alias=True)` gives the SDK's JSON.

    Attributes:
        status_code: the provider's HTTP status, or the one that says the same.
        data: `call_setting` on success, `error` (a sentence) on failure.
        message: "SUCCESS", "FAILURE", or None.
        failure: the error behind `data.error`, with the provider's own words, tracking id and next step. Not dumped.
    """

    model_config = _CONFIG

    status_code: int
    data: CallSettingData
    message: Literal["SUCCESS", "FAILURE"] | None
    failure: CallSettingsError | None = Field(None, exclude=True, repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the call did what was asked."""
        return self.message == "SUCCESS"

    @classmethod
    def success(cls, setting: Setting, status_code: int = 200) -> "CallSettingResponse":
        """The answer that carries `setting`."""
        return cls(status_code=status_code, data=CallSettingData(call_setting=setting), message="SUCCESS")

    @classmethod
    def from_error(cls, failure: CallSettingsError) -> "CallSettingResponse":
        """The answer that carries `failure`; status 422 where the error has none, as in the SDK."""
        status = failure.status or 422
        return cls(status_code=status, data=CallSettingData(error=failure.message), message="FAILURE", failure=failure)
