"""Fixtures of the reports' tests: the fablab's world serves."""

from tests.fablab.conftest import web, world

__all__ = ["web", "world"]
