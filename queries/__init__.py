"""What is done to query text: outline, limits, evaluation, provenance of rows; and the query catalogue."""
