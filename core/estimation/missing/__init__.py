"""Rows with gaps: their patterns, their likelihood, and what it says without a model."""
