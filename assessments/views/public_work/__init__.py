"""What anyone reads of quality work in Finland, and the examples shown there."""
