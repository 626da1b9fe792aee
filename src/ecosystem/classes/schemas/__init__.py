"""What classes look like over HTTP."""
