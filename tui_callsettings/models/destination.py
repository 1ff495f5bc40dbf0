"""Numbers, extensions and SIP addresses: how they are cleaned and compared. Nothing is rewritten."""

import re
import unicodedata

from tui_callsettings.text import clean_text

SEPARATORS = " \t-.()/\u00a0\u2010\u2011\u2012\u2013\u2014\u202f\u2007\u2009"
"""What people put between digits to read them better; never sent."""

_WITHOUT_SEPARATORS = str.maketrans("", "", SEPARATORS)
_DIALABLE = re.compile(r"\+?[0-9*#]+")
_COMPACT = re.compile(r"\\?\+?[0-9*#]+")


def is_sip_address(text: str) -> bool:
    """Return whether `text` is meant as a SIP address: it has an @."""
    return "@" in text


def normalize_destination(text: str) -> str:
    """Return `text` as it will be sent: visual separators go from a number, nothing else is changed.

    A text that is not a number (a SIP address, or something mistyped) only loses what cannot be seen, so that the
    person finds it again as typed.
    """
    text = clean_text(unicodedata.normalize("NFKC", text) if not text.isascii() else text)
    compact = text.translate(_WITHOUT_SEPARATORS)
    return compact if _COMPACT.fullmatch(compact) else text


def is_dialable(text: str) -> bool:
    """Return whether `text` is digits, `*` and `#`, with an optional leading `+`."""
    return _DIALABLE.fullmatch(text) is not None


def canonical_destination(text: str) -> str:
    """Return `text` for comparing: as it would be sent, with an escaped plus (UCM stores one) as a plus."""
    return normalize_destination(text).replace("\\+", "+", 1)


def is_same_destination(one: str | None, other: str | None) -> bool:
    """Return whether two destinations are the same but for separators; an absent one equals an empty one."""
    return canonical_destination(one or "").casefold() == canonical_destination(other or "").casefold()


def extract_digits(text: str) -> str:
    """Return only the digits of `text`."""
    return "".join(c for c in text if c.isdigit())
