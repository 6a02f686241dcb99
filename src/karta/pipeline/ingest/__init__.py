"""Reading the files of one version of a source, as published, without the rows of natural persons."""
