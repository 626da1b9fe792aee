"""Reads of the fablab, a module per group of screens; each question takes three statements at most."""
