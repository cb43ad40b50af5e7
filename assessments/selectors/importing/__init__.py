"""What the rows of a list mean beside what is in the service already: a module per kind."""
