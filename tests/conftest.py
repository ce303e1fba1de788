"""Settings that every test shares."""

import os

from hypothesis import settings

# no deadline: first calls and busy machines are slow; in CI the same examples every time
settings.register_profile("tensorlab", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("tensorlab")
