"""Where records come from: one module for each type of source, all listed here."""
