"""Every exception the converter raises on purpose: one tree, each with its exit code.

ConverterError
├── UsageError             2  the command line asks for something that cannot be done
│   └── ExtraMissing       2  an optional library is not installed
├── MappingInvalid         4  the mapping has errors; carries all of them
├── SourceUnreadable       5  a source is missing, unreadable or not what the mapping says
├── TenantFailure          6  Auth0 cannot be reached, or refuses
├── RunStopped             7  the run ended early and can be repeated
└── OutputRefused          8  the output folder is in use, or another run made it

Exit code 0 is success, 1 a bug of ours, 3 "finished, some records were rejected", 9 "what was checked differs from
what was expected", 130 an interruption.
"""

from __future__ import annotations

from typing import ClassVar

EXIT_OK = 0
EXIT_BUG = 1
EXIT_REJECTED = 3
EXIT_VERIFY = 9
EXIT_INTERRUPTED = 130


class ConverterError(Exception):
    """An expected failure: its text is one sentence for the user, its `exit_code` is for scripts."""

    exit_code: ClassVar[int] = EXIT_BUG


class UsageError(ConverterError):
    """The command line asks for something that cannot be done."""

    exit_code = 2


class ExtraMissing(UsageError):
    """An optional library is not installed; the text names the command that installs it."""


class MappingInvalid(ConverterError):
    """The mapping has errors; the text is the rendered list of its diagnostics."""

    exit_code = 4


class SourceUnreadable(ConverterError):
    """A source is missing, cannot be read, or is not what the mapping says."""

    exit_code = 5


class TenantFailure(ConverterError):
    """Auth0 cannot be reached, refuses, or answers what cannot be understood; `auth0/failures.py` tells them apart."""

    exit_code = 6


class RunStopped(ConverterError):
    """The run ended before its input did; what was written is accounted for, and it can be repeated."""

    exit_code = 7


class OutputRefused(ConverterError):
    """The output folder belongs to another run, or another process is writing to it."""

    exit_code = 8
