"""Workbooks in and out: read within stated limits, written so that no cell is ever taken for a formula."""
