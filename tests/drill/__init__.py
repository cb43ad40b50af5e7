"""`./run drill`: faults made on purpose under real processes and real load, and what was lost or doubled by them: nothing."""
