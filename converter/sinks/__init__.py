"""Where a run's results go: an output folder whose files are complete or absent, never half-written."""
