"""The ``linkgraph`` command: ``python -m linkgraph``."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Runs the command line; an interrupt ends it without a traceback, even while it is being loaded."""
    try:
        from linkgraph.cli import invoke

        sys.exit(invoke(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
