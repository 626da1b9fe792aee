"""What every feature stands on: database, errors, clock, text, jobs, HTTP. Knows no feature."""
