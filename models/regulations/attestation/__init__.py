"""Comprehensive attestation of Corps B civil servants, Kazakhstan, 2017."""
