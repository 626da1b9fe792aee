"""Calendars: entries that features publish, the feeds that they stand in, and their iCalendar text."""
