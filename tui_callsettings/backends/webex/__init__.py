"""Webex Calling: REST with JSON; one person's settings, through several API variants."""
