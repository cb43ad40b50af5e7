"""Reading national summaries: what stands in a year, and what their pages show."""
