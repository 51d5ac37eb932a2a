"""The few ways a run can fail, drawn as a tree.

::

    LinkgraphError              exit code
    ├── UsageError              2   wrong option, configuration key, path or format
    ├── InputUnreadable         -   one input of several: named, counted, skipped
    └── RunFailed               1   the run cannot go on
        ├── NoInputReadable     1   every input was skipped
        ├── StoreUnusable       1   no database, broken, from a newer release
        ├── StoreLocked         1   another process holds it
        └── OutputsUnwritable   1   the outputs folder cannot be written

A link that fails is a value (``model.Observation``) and never an exception.
"""


class LinkgraphError(Exception):
    """A failure told in one sentence: place, fault and remedy."""

    exit_code = 1


class UsageError(LinkgraphError):
    """What the user asked for cannot be asked for."""

    exit_code = 2


class InputUnreadable(LinkgraphError):
    """One input cannot be read; the others can."""


class RunFailed(LinkgraphError):
    """The run cannot go on."""


class NoInputReadable(RunFailed):
    """Every input was skipped."""


class StoreUnusable(RunFailed):
    """The store is no database of ours, broken, or from a newer release."""


class StoreLocked(RunFailed):
    """Another process holds the store."""


class OutputsUnwritable(RunFailed):
    """The outputs cannot be written."""
