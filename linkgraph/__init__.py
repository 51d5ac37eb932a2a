"""linkgraph keeps lists of papers alive."""

__version__ = "0.1.0"
