"""Uploaded files: checked, encrypted, under a name of our own outside the web root."""
