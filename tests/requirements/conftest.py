"""The same portal over the demo map that the portal's own tests use."""

from portal.conftest import data, demo, keeper, steward

__all__ = ["data", "demo", "keeper", "steward"]
