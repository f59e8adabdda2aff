"""What is done: one folder a stage, in the order data flows. Pure functions, no scheduling."""
