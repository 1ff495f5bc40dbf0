from tui_callsettings.errors import NotAllowedError, StorageError
from tui_callsettings.models.call_waiting import CallWaitingSetting
from tui_callsettings.models.response import CallSettingResponse


def test_success_has_the_sdk_s_keys() -> None:
    response = CallSettingResponse.success(CallWaitingSetting(enabled=True))
    assert response.model_dump(by_alias=True) == {
        "statusCode": 200,
        "data": {"callSetting": {"enabled": True}},
        "message": "SUCCESS",
    }
    assert response.is_success


def test_failure_has_the_sdk_s_keys_and_keeps_the_error_aside() -> None:
    error = NotAllowedError("No.", status=403, provider_message="Not enabled.", tracking_id="T1")
    response = CallSettingResponse.from_error(error)
    assert response.model_dump(by_alias=True) == {"statusCode": 403, "data": {"error": "No."}, "message": "FAILURE"}
    assert response.failure is error
    assert "failure" not in repr(response)
    assert error.details == 'No. The provider says: "Not enabled." (status 403, tracking id T1)'


def test_an_error_without_a_status_is_422() -> None:
    assert CallSettingResponse.from_error(StorageError("Full.")).status_code == 422
