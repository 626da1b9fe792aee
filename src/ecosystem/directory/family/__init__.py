"""Families: minors, who answers for them, and what was consented to."""
