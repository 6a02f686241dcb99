"""Room: members. Membership of the cluster, yearly dues, reminders."""
