"""Pages of the room: the public list, a member's own, the team's."""
