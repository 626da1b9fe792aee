"""What may go wrong with the embedded PostgreSQL; every message ends with what to do about it."""


class ClusterError(RuntimeError):
    """The embedded PostgreSQL can't be had; the message is one line for a person."""
