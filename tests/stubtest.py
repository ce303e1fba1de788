"""mypy.stubtest of the stubs, for which functions also have the second names that they take at run time.

cd tests && python stubtest.py
"""

import functools
import inspect
import sys
from pathlib import Path

import stub_names
from mypy import stubtest

if __name__ == "__main__":
    inspect.signature = functools.partial(stub_names.taken, default=stubtest.UNREPRESENTABLE)
    allowed = Path(__file__).with_name("stubtest_allowlist.txt")
    options = ["tensorlab_c", "--concise", "--allowlist", str(allowed), *sys.argv[1:]]
    sys.exit(stubtest.test_stubs(stubtest.parse_options(options)))
