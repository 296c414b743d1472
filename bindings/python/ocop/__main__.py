"""The command ``ocop``: ``python -m ocop`` runs the same program as the one that is installed."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run the program that came with the package in place of this process."""
    program = Path(__file__).parent / "bin" / "ocop"
    os.execv(program, [str(program), *sys.argv[1:]])


if __name__ == "__main__":
    main()
