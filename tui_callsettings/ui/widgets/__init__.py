"""The parts that several screens share: header, hint, footer, tabs, choices."""
