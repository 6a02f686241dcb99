"""Check-in: the list that a device takes along, and the scans that it delivers once there is a network."""
