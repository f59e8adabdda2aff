"""What is true of data at every boundary of the pipeline: types, table models, the catalogue, the manifest."""
