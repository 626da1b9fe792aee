"""Ecosystem: the timetable of a region where start-ups, makers and learners meet."""
