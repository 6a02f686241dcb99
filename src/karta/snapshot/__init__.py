"""The contract between the halves: schema, writer, checks, reader, store."""
