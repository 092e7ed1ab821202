"""How alike two files are: what is compared, how each comparison comes out, and what that weighs."""
