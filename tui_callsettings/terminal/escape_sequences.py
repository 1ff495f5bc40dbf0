"""What is sent when the screen is taken over and given back; the first bytes of the program, so nothing is imported."""

_ALTERNATE_SCREEN_ON, _ALTERNATE_SCREEN_OFF = "\x1b[?1049h", "\x1b[?1049l"
# Another program may have left these on. kitty's flags, then xterm's modifyOtherKeys.
_KEYBOARD_MODES_OFF = "\x1b[=0u\x1b[>4m"
_PASTE_ON, _PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
_FOCUS_ON, _FOCUS_OFF = "\x1b[?1004h", "\x1b[?1004l"
_MOUSE_ON, _MOUSE_OFF = "\x1b[?1002h\x1b[?1006h", "\x1b[?1006l\x1b[?1002l"
# Where there is no other screen to go back to, a VT100 or the Linux console, this one is left empty.
_CLEAR = "\x1b[m\x1b[?7h\x1b[H\x1b[J"
_SHOW_CURSOR = "\x1b[?25h"


def enter_screen(*, is_forgiving: bool) -> str:
    """Return what begins a screen of our own; a frame that clears it must follow.

    Args:
        is_forgiving: Whether the terminal ignores sequences it doesn't know, so that keyboard modes can be reset.
    """
    return _ALTERNATE_SCREEN_ON + (_KEYBOARD_MODES_OFF if is_forgiving else "")


def leave_screen() -> str:
    """Return what gives the screen back."""
    return f"{_CLEAR}{_ALTERNATE_SCREEN_OFF}{_SHOW_CURSOR}"


def enter_modes(*, has_mouse: bool = False) -> str:
    """Return what switches on bracketed paste, focus reports and, if asked for, mouse reports."""
    return _PASTE_ON + _FOCUS_ON + (_MOUSE_ON if has_mouse else "")


def leave_all(*, has_mouse: bool = False) -> str:
    """Return what ends the modes and gives the screen back."""
    mouse = _MOUSE_OFF if has_mouse else ""
    return f"{_CLEAR}{_FOCUS_OFF}{_PASTE_OFF}{mouse}{_ALTERNATE_SCREEN_OFF}{_SHOW_CURSOR}"
