"""The law as data and pure functions, and the legal record. Nothing here imports Prefect."""
