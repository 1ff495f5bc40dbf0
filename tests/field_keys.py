"""Writes the keys of all fields from the features, for completion: `python -m tests.field_keys`."""

from pathlib import Path

from tui_callsettings.cli import field_keys
from tui_callsettings.models.feature import Feature


def written() -> str:
    """The module as it should be."""
    keys = [f.key(field.path) for f in Feature for field in f.fields if not field.meta.is_read_only]
    rows = "".join(f'    "{key}",\n' for key in keys)
    return f'"""{field_keys.__doc__}"""\n\nKEYS = (\n{rows})\n'


if __name__ == "__main__":
    Path(field_keys.__file__).write_text(written())
