"""The vocabulary, the reference data, the model of claims, and what the model looks like as quads."""
