"""The report in the portal: which one an address asks for, and the PDFs that were made already."""
