"""From the working tables to a release: assemble, correct, withdraw, validate, gate, publish, read, compare."""
