"""One connector for every file that a person brings in."""
