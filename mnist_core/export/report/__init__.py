"""Runs as one HTML page to read, to print and to keep: set-up, curves, confusion matrix, mistakes."""
