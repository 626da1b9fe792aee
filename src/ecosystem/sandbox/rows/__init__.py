"""The rows of the demo region, built from its data; nothing here talks to the database."""
