"""The trained tagger: where somebody is said to say something, who, and what."""
