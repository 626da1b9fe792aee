"""The catalogue of machines and rooms, their booking rules, and the reservations people make."""
