"""What the commands show and ask in the terminal."""
