"""Run the command line as ``python -m ca_events``."""

import sys

from ca_events.cli import main

if __name__ == "__main__":
    sys.exit(main())
