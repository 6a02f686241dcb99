"""Room: dataspace."""
