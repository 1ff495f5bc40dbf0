"""The version, in one place; hatchling reads it when it builds."""

__version__ = "0.1.0"
