"""`python -m onrecord` is the command `onrecord`."""

from ui.cli import main

main()
