"""What a figure is said to be: fact or target, level or change, of which time."""
