"""Lists in and out: import of what exists elsewhere, export of what is here."""
