"""The first page: what the map, the rooms and the directory have, in one view."""
