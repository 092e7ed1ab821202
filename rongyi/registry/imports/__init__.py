"""A workbook as stations keep it, on its way in: read, planned row by row, applied in chunks, reported."""
