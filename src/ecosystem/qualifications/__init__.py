"""Who may use what, on what evidence, until when; and the quiz that gives a newcomer a short way."""
