"""Small files that are made to do harm, and what becomes of them."""
