"""Back-up and restore of a whole portal: database, uploads, and of the data folder what no build can make again."""
