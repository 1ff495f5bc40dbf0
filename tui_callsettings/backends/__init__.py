"""Where settings live: the embedded account and the providers."""
