"""The command line: one module a command, one table; the only part that prints, exits or reads the environment."""

from __future__ import annotations

import sys

from converter.errors import EXIT_BUG, EXIT_INTERRUPTED, ConverterError


def main() -> None:
    """The program `convert`."""
    from converter.cli import console
    from converter.cli.app import app

    console.prepare()
    try:
        app(standalone_mode=True)
    except ConverterError as error:
        console.complain(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        console.complain("interrupted; run the same command again to start over, the result will be the same")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        console.forget_output()
        sys.exit(EXIT_BUG)
