"""The link to the terminal, below the user interface: it knows cells and bytes, and no setting.

`environment` and `frame` run before the framework is loaded, and within a few milliseconds. They and what they need
(`line`, `painter`, `style`) therefore import little of the standard library: no typing, no contextlib, no pathlib.
`app` has what a Textual application builds on.
"""
