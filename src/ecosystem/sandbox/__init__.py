"""The demo region: places that exist, machines such labs have, invented people and their bookings."""
