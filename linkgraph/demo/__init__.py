"""A simulated web with a seed, and the whole journey on it."""
