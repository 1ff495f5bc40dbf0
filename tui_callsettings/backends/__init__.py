"""Where settings are stored: the practice account and the providers."""
