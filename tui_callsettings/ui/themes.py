"""The editor's themes, by their names in the configuration.

The terminal's own colours are the default: they fit what the person chose, light or dark.
"""

THEMES = {"auto": "ansi-dark", "ansi": "ansi-dark", "dark": "textual-dark", "light": "textual-light"}
