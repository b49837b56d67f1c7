"""Yearly performance evaluation of Corps B civil servants."""
