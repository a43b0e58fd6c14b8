"""PDF, by PDFium: the text with its pages, in the order in which people read it."""
