"""The engine and what stands on it: processes, forms, reminders, scenarios, plans. No server, no database."""
