"""The `callsettings` command. Modules here import what is heavy only where they use it."""
