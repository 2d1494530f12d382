"""Datasets: tables that others publish, read row by row into claims."""
