"""Whom and what of the reference data names mean that are spelt otherwise: links that merge nothing."""
