"""A checked draft as people see it: in words, as a page, and as Markdown."""
