"""A meeting's agenda as a workbook: written with what may be chosen, and read back filled in, cell by cell."""
