"""Which entries of the catalogue a figure states, and why; or why none."""
