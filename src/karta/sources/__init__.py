"""One folder per dataset, <country>_<publisher>_<dataset>; strangers to each other."""
