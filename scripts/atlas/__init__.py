"""The machinery of the ML Career Atlas: from records in `content/` to checked pages."""

import os

# Pydantic looks through every installed package for plugins when it is imported; there are none
# here, and the search takes a twentieth of a small check.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
