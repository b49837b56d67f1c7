"""Rotation of first heads of state social-service organisations."""
