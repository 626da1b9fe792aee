"""One timetable for everything: resources, occupancies, and the constraint that keeps them apart."""
