"""Documents as docx: made from templates that an office can edit in Word, the same bytes each time."""
