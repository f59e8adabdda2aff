"""What a figure counts, as a short noun phrase."""
