"""Letters and reminders: outbox, templates, channels."""
