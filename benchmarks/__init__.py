"""What the performance claims rest on: one command that measures the engine beside its peers and prints one table."""
