"""Mentors' office hours: time that people with a public role offer, booked by one visitor at a time."""
