"""Input that nobody should have sent: it is refused with its reason or taken as it is, and never breaks anything."""
