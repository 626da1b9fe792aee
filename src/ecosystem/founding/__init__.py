"""The first start: one link gives an empty installation its region, first site and administrator."""
