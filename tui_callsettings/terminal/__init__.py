"""The link to the terminal, below the user interface: it knows cells and bytes, and no setting.

`detect` and `splash` run before the framework is loaded, and within a few milliseconds. They and what they need
(`terminfo`, `tty_mode`, `diff_renderer`, `sgr`, `escape_sequences`) therefore import little of the standard library: no
typing, no contextlib, no pathlib. `app` has what a Textual application builds on.
"""
