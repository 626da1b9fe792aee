"""Tests of the qualifications."""
