"""The region as data: sites, rooms, opening hours and closures."""
