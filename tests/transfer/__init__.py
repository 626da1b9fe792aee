"""Tests of lists in and out."""
