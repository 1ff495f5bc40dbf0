"""Change your own phone-call settings."""
