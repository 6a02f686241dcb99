"""What several rooms stand on."""
