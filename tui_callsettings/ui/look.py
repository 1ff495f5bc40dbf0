"""The roles text can play on the screen, as styles made of attributes and the theme's variables.

Colour never says anything alone: each role that matters has a sign or a word beside it.
"""

PLAIN = ""
MUTED = "dim"
TITLE = "bold"
FOCUSED = "bold $text-accent"
CHANGED = "bold $text-warning"
ON = "bold $text-success"
ERROR = "bold $text-error"
WARNING = "$text-warning"
GOOD = "$text-success"
KEY = "bold"
CURSOR = "reverse"
SELECTED = "reverse"
ALARM = "bold reverse"
