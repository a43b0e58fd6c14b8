"""When: temporal expressions in articles and questions, as days."""
