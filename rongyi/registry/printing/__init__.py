"""The personal information form on paper: filled in or blank, in the order of the file's own groups."""
