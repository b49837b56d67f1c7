"""Attestation of staff of labour mobility centres (career centres)."""
