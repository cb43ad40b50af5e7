"""`./run bench`: the goals of speed, growth and size, measured beside their floors in alternating runs."""
