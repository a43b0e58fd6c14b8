"""Who said it: where an article lets somebody speak, who that is, and whom a question asks about."""
