"""What the person sees: the editor's screens, widgets, fields and keys. Loaded only when the editor opens."""
