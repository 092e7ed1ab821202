"""The only code that touches keys."""
