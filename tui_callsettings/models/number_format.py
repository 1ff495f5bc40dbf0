"""Numbers as people read them. For the eye only: nothing shown here is ever sent."""

from functools import lru_cache

from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.text import clean_text

_FEWEST_DIGITS = 7


@lru_cache(maxsize=1024)
def format_number(number: str, region: str = "") -> str:
    """`number` with spaces or hyphens where a reader of `region` expects them.

    Only a number that is valid (in `region`, where it has no country code) is spaced; no digit is ever added, left
    out or changed. Extensions, star codes, SIP addresses and all else come back as they are, without control
    characters.

    Args:
        number: as stored, such as "+19075551333".
        region: two letters of the country, such as "US"; "" if unknown.
    """
    text = clean_text(number)
    compact = normalize_destination(text)
    is_international = compact.startswith("+")
    figures = compact.removeprefix("+")
    if not (figures.isascii() and figures.isdigit()) or len(figures) < _FEWEST_DIGITS:
        return text
    if not is_international and not region:
        return text
    spaced = _spaced(compact, None if is_international else region.upper())
    return spaced if normalize_destination(spaced) == compact else text


def _spaced(compact: str, region: str | None) -> str:
    # Its tables take some 20 ms to load: only a screen that shows a long number pays for them.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(compact, region)
    except phonenumbers.NumberParseException:
        return compact
    if not phonenumbers.is_valid_number(parsed):
        return compact
    style = phonenumbers.PhoneNumberFormat.NATIONAL if region else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
