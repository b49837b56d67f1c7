"""Documents: which kinds there are and what each one says. Pure; the record's side is in `models.record.documents`."""
