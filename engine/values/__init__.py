"""Exact numbers, three-valued logic, intervals, and what clerks type: the engine's ground."""
