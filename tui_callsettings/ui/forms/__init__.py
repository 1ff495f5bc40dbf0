"""A feature as a form: its fields in groups, shown one group at a time."""
