"""What all JSON answers of the Webex cloud share: ids, tracking ids and the form of an error."""

from __future__ import annotations

import base64
import binascii
import uuid

from starlette.responses import JSONResponse, Response

from tui_callsettings.simulator.simulated_provider import ApiError

_REGION = "eu"
"""Not `us`, so that a client which takes that for granted is found out."""


def public_id(kind: str, raw: str) -> str:
    """Return the id that the API shows: base64 without padding of `ciscospark://region/KIND/uuid`."""
    return base64.urlsafe_b64encode(f"ciscospark://{_REGION}/{kind}/{raw}".encode()).decode().rstrip("=")


def raw_id(webex_id: str) -> str:
    """Return the last segment of an id of any region and padding, by which ids are compared; "" if it is none."""
    unpadded = webex_id.rstrip("=")
    try:
        address = base64.urlsafe_b64decode(unpadded + "=" * (-len(unpadded) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
    return address.rpartition("/")[2] if address.startswith("ciscospark://") else ""


def tracking_header() -> dict[str, str]:
    """Return a header with a new tracking id; every answer has one."""
    return {"trackingid": f"SIMULATOR_{uuid.uuid4()}"}


def json_error(error: ApiError) -> Response:
    """Return an error as JSON with message, errors and tracking id."""
    tracking = tracking_header()
    code = {} if error.code is None else {"errorCode": error.code}
    errors = [{"description": text, **code} for text in error.details or (error.message,)]
    body = {"message": error.message, "errors": errors, "trackingId": tracking["trackingid"]}
    return JSONResponse(body, error.status, {**error.headers, **tracking})
