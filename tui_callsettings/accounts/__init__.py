"""Who you are: the accounts of the configuration file, signing in, and where secrets are kept."""
