"""Pages of jurors and of who leads rounds."""
