"""Notices: letters that follow from a change, each sent once, in the recipient's language."""
