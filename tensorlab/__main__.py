"""``python -m tensorlab`` and the ``tensorlab`` command."""

import sys

from tensorlab._cli import main

if __name__ == "__main__":
    sys.exit(main())
