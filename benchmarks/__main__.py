"""Takes the command line of `python -m benchmarks`; gives its exit status."""

import sys

from benchmarks.run import main

sys.exit(main())
