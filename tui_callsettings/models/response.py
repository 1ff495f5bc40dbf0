"""The envelope in which `CallSettingsClient` answers: the Webex Calling SDK's shape."""

from typing import TYPE_CHECKING, Any, Generic, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializationInfo,
    SerializeAsAny,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic.alias_generators import to_camel
from typing_extensions import TypeVar

from tui_callsettings.errors import CallSettingsError

from .setting import Setting

SettingT_co = TypeVar("SettingT_co", bound=Setting, default=Setting, covariant=True)

_CONFIG = ConfigDict(
    frozen=True, alias_generator=to_camel, populate_by_name=True, arbitrary_types_allowed=True, defer_build=True
)


class CallSettingData(BaseModel, Generic[SettingT_co]):
    """The setting, or the reason why there is none: exactly one of the two.

    Attributes:
        call_setting: the setting on success, else None. For type checkers it is the setting's model, without the None,
            as scripts look at `is_success` or `status_code` first.
        error: a sentence on failure, else None.
    """

    model_config = _CONFIG

    if TYPE_CHECKING:
        call_setting: SettingT_co | Any = None
    else:
        call_setting: SerializeAsAny[SettingT_co] | None = None
    error: str | None = None

    @model_serializer(mode="wrap")
    def _serialize_one(self, serialize: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        dumped = {key: value for key, value in serialize(self).items() if value is not None}
        if self.call_setting is not None:
            name = "callSetting" if info.by_alias else "call_setting"
            dumped[name] = self.call_setting.model_dump(by_alias=info.by_alias, exclude_unset=True)
        return dumped


class CallSettingResponse(BaseModel, Generic[SettingT_co]):
    """The answer of every method of the client; `model_dump(by_alias=True)` gives the SDK's JSON.

    Attributes:
        status_code: the provider's HTTP status, or its equivalent where no request was made.
        data: `call_setting` on success, `error` (a sentence) on failure.
        message: "SUCCESS", "FAILURE", or None.
        failure: the error behind `data.error`, with the provider's own message, tracking id and next step. Not dumped.
    """

    model_config = _CONFIG

    status_code: int
    data: CallSettingData[SettingT_co]
    message: Literal["SUCCESS", "FAILURE"] | None
    failure: CallSettingsError | None = Field(default=None, exclude=True, repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the request succeeded."""
        return self.message == "SUCCESS"

    @classmethod
    def success(cls, setting: Setting, status_code: int = 200) -> "CallSettingResponse[SettingT_co]":
        """Return the response that carries `setting`."""
        # Not validated: both parts are ours, and building the validators would be a tenth of the time of `show`.
        data: CallSettingData[SettingT_co] = CallSettingData.model_construct(call_setting=setting)
        return cls.model_construct(status_code=status_code, data=data, message="SUCCESS")

    @classmethod
    def from_error(cls, failure: CallSettingsError) -> "CallSettingResponse[SettingT_co]":
        """Return the response for `failure`; status 422 where the error has none, as in the SDK."""
        status = failure.status or 422
        data: CallSettingData[SettingT_co] = CallSettingData.model_construct(error=failure.message)
        return cls.model_construct(status_code=status, data=data, message="FAILURE", failure=failure)
