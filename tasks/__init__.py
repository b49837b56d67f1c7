"""Prefect tasks: one effect each."""
