"""What remains of an edition: pictures, slides, feedback, certificates, badges, the report to its partners."""
