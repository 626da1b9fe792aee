"""`python -m ecosystem` is the command `ecosystem`."""

from ecosystem.cli import main

main()
