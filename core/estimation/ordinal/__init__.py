"""Thresholds, polychoric and polyserial correlations, and how precisely the data give them."""
