"""Tests of the fablab."""
