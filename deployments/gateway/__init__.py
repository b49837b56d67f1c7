"""The one door for people and workers: sign-in, roles, our own pages, and Prefect's whole app behind it."""
