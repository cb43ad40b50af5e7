"""Pages of applications for the quality mark."""
