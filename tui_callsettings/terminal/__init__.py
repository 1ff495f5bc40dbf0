"""The link to the terminal, below the user interface: it knows cells and bytes, and no setting.

`environment` and `frame` import nothing but the standard library, so that they can run before the framework is loaded;
`app` has what a Textual application builds on.
"""
