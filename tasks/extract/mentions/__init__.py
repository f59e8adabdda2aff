"""Every numeral of a text: where it stands, what kind it is, how large and in what."""
