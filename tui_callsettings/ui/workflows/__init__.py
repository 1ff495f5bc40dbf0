"""What takes more than one screen. Each workflow runs as a worker, and pushes screens and waits for their results."""
