"""What is in a source: its names, what stands under them, its passwords, and the product it probably comes from."""
