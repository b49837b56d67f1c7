"""Scenarios: what happened, day by day, read from files and played on the engine alone."""
