"""Ids as the Webex cloud writes them: unpadded base64 of `ciscospark://region/KIND/uuid`, in any region."""

import base64
import binascii


def decode_webex_id(webex_id: str) -> str:
    """Return the raw id, the last segment; an id that is raw already is returned as it is."""
    unpadded = webex_id.rstrip("=")
    try:
        address = base64.urlsafe_b64decode(unpadded + "=" * (-len(unpadded) % 4)).decode()
    except (binascii.Error, ValueError):
        return webex_id
    return address.rsplit("/", 1)[-1] if address.startswith("ciscospark://") else webex_id
