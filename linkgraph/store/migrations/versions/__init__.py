"""The schema's steps, one file a step."""
