"""What members owe for a year: charges, payments, reminders."""
