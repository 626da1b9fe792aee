"""Presets: categories, rules, qualifications with quizzes, hours and rooms that a new site begins with."""
