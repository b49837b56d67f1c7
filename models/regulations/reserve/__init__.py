"""Management personnel reserve of a district administration (Russia)."""
