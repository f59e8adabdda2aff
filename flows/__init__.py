"""When things run: Prefect flows and the command line. No parsing and no table expressions."""
