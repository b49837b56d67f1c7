"""Probation of a new employee: Labour Code of Kazakhstan, articles 36 and 37."""
