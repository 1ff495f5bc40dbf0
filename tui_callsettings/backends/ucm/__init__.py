"""Cisco UCM: one setting through the Webex cloud, two on premises."""
