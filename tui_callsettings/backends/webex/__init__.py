"""Webex Calling: REST with JSON, one person's settings by two families of paths."""
