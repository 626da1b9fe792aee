"""Read-only questions over the features: what became of a site's bookings."""
