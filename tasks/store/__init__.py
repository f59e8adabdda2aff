"""The working store: its folder, its Delta tables, the ledger of work done, and the places where it may die."""
