"""BroadWorks: settings over Xsi-Actions v2.0, in XML."""
