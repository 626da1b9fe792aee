"""Calendars: entries as iCalendar text that other programs read."""
