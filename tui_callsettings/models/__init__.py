"""What a setting is: frozen values, their fields and their rules. No I/O."""
