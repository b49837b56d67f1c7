"""The legal record: its tables, and how it is written and read."""
