"""The tests; laid out as the package is, plus e2e (a real browser) and faults (races, kills, replays)."""
