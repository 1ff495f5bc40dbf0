"""The one home of looks: the roles text can play, as styles made of attributes and the theme's variables.

Color never carries meaning alone: each role that matters has a sign or a word beside it. `app.tcss` has the layout and
what depends on the focus; a text in the focused row takes its colors from there.
"""

PLAIN = ""
MUTED = "dim"
TITLE = "bold"
CHANGED = "bold $text-warning"
ON = "bold $text-success"
ERROR = "bold $text-error"
WARNING = "$text-warning"
GOOD = "$text-success"
KEY = "bold"
ALARM = "bold reverse"
BAR = "bold $block-cursor-foreground on $block-cursor-background"
"""The focused row. It covers mark and title: across the whole row, moving the focus would cost twice the bytes."""
COLORLESS_BAR = "bold reverse"

THEMES = {"auto": "ansi-dark", "ansi": "ansi-dark", "dark": "textual-dark", "light": "textual-light"}
"""The editor's themes by their names in the configuration. The terminal's own colors are the default: they fit what the
person chose, light or dark."""

Span = tuple[str, str]
"""Some text and its style."""
