"""What is done with payments; one module for each part of the work."""
