"""The command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["main"]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, and exit status 2."""
        self.exit(2, f"{self.prog}: error: {message} (see {self.prog} --help)\n")


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, got {text!r}")
    if value > 10**9:
        raise argparse.ArgumentTypeError(f"expected a whole number of at most {10**9}, got {text!r}")
    return value


def _seed(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if value < 0:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 0, got {text!r}")
    return value


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("expected the name of a folder, got ''")
    return Path(text)


def _parser() -> _Parser:
    from tensorlab import __version__

    parser = _Parser(
        prog="tensorlab", description="A tensor library with networks, for CPUs.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"tensorlab {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    demo = commands.add_parser(
        "demo",
        allow_abbrev=False,
        help="train networks on handwritten digits and draw what happens",
        description="Fits a regression, trains two networks on handwritten digits, compares descent methods, "
        "and writes pictures and one HTML page that shows them.",
    )
    demo.add_argument(
        "--out", type=_folder, default=Path("tensorlab-demo"), metavar="DIR", help="default: %(default)s"
    )
    demo.add_argument(
        "--seed", type=_seed, default=0, metavar="N", help="of every random number; default: %(default)s"
    )
    demo.add_argument(
        "--epochs", type=_positive, default=40, metavar="N", help="for each network; default: %(default)s"
    )
    demo.add_argument("--quiet", action="store_true", help="no progress bars")
    demo.set_defaults(parser=demo)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; returns the exit status.

    Parameters
    ----------
    arguments : list of str, optional
        Default: ``sys.argv[1:]``.

    Returns
    -------
    int
    """
    options, unknown = _parser().parse_known_args(arguments)
    if unknown:  # said by the command they were given to
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    from tensorlab.demo import run

    try:
        page = run(options.out, seed=options.seed, epochs=options.epochs, progress=not options.quiet)
    except KeyboardInterrupt:
        print("\ntensorlab demo: interrupted", file=sys.stderr)
        return 130
    except (ImportError, OSError) as error:
        print(f"tensorlab demo: error: {error}", file=sys.stderr)
        return 1
    print(f"\nOpen {page} in a browser.")
    return 0
