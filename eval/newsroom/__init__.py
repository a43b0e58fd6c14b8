"""Questions as reporters ask them, over real news: our own words, and where the answers stand."""
