"""The embedded PostgreSQL: found, made, started, shared by several processes, and stopped by the last one."""

from ecosystem.kernel.postgres.cluster import Cluster
from ecosystem.kernel.postgres.errors import ClusterError

__all__ = ["Cluster", "ClusterError"]
