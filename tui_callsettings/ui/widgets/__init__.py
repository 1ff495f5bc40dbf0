"""What several screens are made of; a widget that replaces one of Textual's gives the reason."""
