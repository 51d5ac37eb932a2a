"""Papers and artifacts as one graph: built, measured, laid out."""
