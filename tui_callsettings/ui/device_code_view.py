"""How the code of a sign-in is shown: address and code as text on rows of their own, and as a QR code."""

from itertools import zip_longest

from textual.content import Content

from tui_callsettings.accounts.device_grant import DeviceCode
from tui_callsettings.accounts.qr_code import qr_text

from . import styles
from .rendering import sentence_rows

_LEFT = 36
"""Columns for the text, where the QR code stands beside it."""


def code_rows(code: DeviceCode, status: str, width: int, *, is_ascii: bool, is_dark: bool) -> list[Content]:
    """Return address, code and status; the QR code stands beside them where there is room, else below."""
    text = [
        Content(" Open this on a phone or computer:"),
        Content(""),
        Content.styled(f" {code.verification_uri}", styles.TITLE),
        Content(""),
        Content(" and enter the code"),
        Content(""),
        Content.styled(f" {code.user_code}", styles.TITLE),
        Content(""),
        *sentence_rows(status, _LEFT),
    ]
    address = code.verification_uri_complete
    lines = qr_text(address, ascii_only=is_ascii, is_background_dark=is_dark) if address else ()
    drawn = [Content(f"  {line}") for line in lines]
    if not drawn or _LEFT + drawn[0].cell_length > width or len(code.verification_uri) > _LEFT - 2:
        return [*text, Content(""), *drawn]
    blank = Content("")
    return [
        left.pad_right(_LEFT - left.cell_length) + right for left, right in zip_longest(text, drawn, fillvalue=blank)
    ]
