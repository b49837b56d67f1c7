"""The law alone: terms, calendars, votes, tenure, decision tables. No server, no database."""
