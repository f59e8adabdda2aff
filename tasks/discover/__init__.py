"""Source registry → list pages → links that may be reports. Nothing here touches the network."""
