"""`python -m anli` is the program `anli`."""

import sys

from . import _main

sys.exit(_main())
