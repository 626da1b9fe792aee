"""The catalogue as staff set it up: categories with their rules, machines and pools."""
