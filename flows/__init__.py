"""Prefect flows: one module a procedure, the commission meeting, the sweep, deliveries."""
