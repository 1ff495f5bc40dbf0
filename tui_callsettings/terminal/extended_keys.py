"""Keys in the forms that another program may have switched on and left on: kitty's, and xterm's modifyOtherKeys.

`CSI code:shifted:base ; modifiers:event ; text u`, the same with a letter or `~` for the keys that always had one, and
`CSI 27 ; modifiers ; code ~`. See the kitty keyboard protocol and xterm's control sequences.
"""

import re
from collections.abc import Iterator

from textual import events
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual.keys import _character_to_key

_EXTENDED_KEY = re.compile(r"\x1b\[([\d:;]*)([u~A-HPQRS])")
_MAX_DIGITS = 7
_RELEASE = "3"
_SHIFT = 1
_MODIFIERS = {2: "alt", 4: "ctrl", 8: "super", 16: "hyper", 32: "meta"}
"""Bits of the modifier field less one; those above are the locks, which change no key."""
_CHARACTERS = {"enter": "\r", "tab": "\t", "backspace": "\x7f", "escape": "\x1b", "space": " "}


def is_extended_key(sequence: str) -> bool:
    """Return whether a control sequence is a key in one of these forms; a function key must be a known one."""
    match = _EXTENDED_KEY.fullmatch(sequence)
    if match is None or any(len(number) > _MAX_DIGITS for number in re.split("[:;]", match[1])):
        return False
    code, _, _ = match[1].partition(";")
    number = code.partition(":")[0] or "1"
    return match[2] == "u" or number == "27" or f"{number}{match[2]}" in FUNCTIONAL_KEYS


def parse_extended_key(sequence: str) -> Iterator[events.Key]:
    """Yield the keys of a sequence for which `is_extended_key` is true; none for a key released or one that is none."""
    match = _EXTENDED_KEY.fullmatch(sequence)
    if match is None:
        return
    fields, final = match[1].split(";"), match[2]
    if final == "~" and fields[0] == "27":
        fields, final = [*fields[2:3], *fields[1:2]], "u"
    codes, modifiers, text = [field.split(":") for field in (*fields, "", "", "")][:3]
    if modifiers[1:2] == [_RELEASE]:
        return
    bits = max(0, int(modifiers[0] or "1") - 1)
    names = [name for bit, name in _MODIFIERS.items() if bits & bit]
    has_shift = bool(bits & _SHIFT)
    name = FUNCTIONAL_KEYS.get(f"{int(codes[0] or '1')}{final}")
    if name in MODIFIER_FUNCTIONAL_KEYS:
        return
    if name is not None and len(name) > 1:
        yield _named_key(name, [*names, *(["shift"] if has_shift else [])])
    elif final == "u":
        yield from _character_keys([name or _character(code) for code in codes], names, has_shift, text)


def _named_key(name: str, modifiers: list[str]) -> events.Key:
    character = None if modifiers else _CHARACTERS.get(name)
    return events.Key("+".join([*sorted(modifiers), name]), character)


def _character_keys(
    characters: list[str], modifiers: list[str], has_shift: bool, text: list[str]
) -> Iterator[events.Key]:
    """Yield the keys of a character: the text if it came along, else what the key types by itself.

    Args:
        characters: The key's own, the one with Shift, and that of the key's place on a Latin keyboard; "" for none.
        modifiers: Those held, Shift excepted.
        has_shift: Whether Shift is held.
        text: Code points of what it types, each as text; "" for none.
    """
    plain, shifted, latin = [*characters, "", ""][:3]
    if modifiers:
        character = (latin if latin and not plain.isascii() else plain).lower()
        if character:
            yield _named_key(_character_to_key(character), [*modifiers, *(["shift"] if has_shift else [])])
        return
    typed = [_character(code) for code in text if code] or [(shifted or plain.upper()) if has_shift else plain]
    for character in typed:
        if len(character) == 1 and character.isprintable():
            yield events.Key(_character_to_key(character), character)


def _character(code: str) -> str:
    """Return the character of a code point; "" if there is none."""
    number = int(code or "0")
    return chr(number) if 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else ""
