"""Classes: terms, courses, series and their sessions on the one timetable."""
