"""Where the team edits events, series, projects and what sources say of them; every change keeps what was said."""
