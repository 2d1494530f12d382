"""The data directory: one writer, published snapshots, the sources' bytes."""
