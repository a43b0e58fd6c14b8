"""What people touch: the command line and the chat."""

from index import ENVIRONMENT as ENVIRONMENT  # set before any library is loaded
