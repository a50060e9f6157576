"""The library: one room a stage, each importing only from the rooms before it (docs/architecture.md)."""
