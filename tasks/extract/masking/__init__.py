"""Private persons and their data, out of the text before anything else reads it."""
