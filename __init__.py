"""Gongti (共体): a rules engine that assesses medical consortia against policy packs."""

__version__ = "0.4.0"
