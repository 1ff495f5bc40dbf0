"""What takes more than one screen: each errand is a part of the application that the key table can call."""
