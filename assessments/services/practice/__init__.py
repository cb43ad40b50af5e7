"""Writing example applications, and practising on them: one module for each."""
