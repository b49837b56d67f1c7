"""The legal record: its tables, its queries and its writer, on SQLite and PostgreSQL."""
