"""How far ahead somebody may be reminded, in minutes."""

SHORTEST_LEAD, LONGEST_LEAD, USUAL_LEAD = 15, 10_080, 120
