"""Enrolment: who takes part in a class, who waits, and whom a free place is offered to."""
