"""The program: `atlas`, or `python -m atlas`."""

import gc
import io
import signal
import sys

# Nothing made while modules are imported becomes garbage. `cli.main` says why a command keeps the
# collector off.
gc.disable()

from atlas.cli import main  # noqa: E402


def run() -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may not know every sign
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # nothing is left half done
    code = main()
    # At its end the interpreter looks once more through all that is left: a seventh of a small
    # check, for memory the system takes back at once.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(run())
