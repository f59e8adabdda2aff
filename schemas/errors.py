"""Errors that a person can act on.

``FazhiError`` is anything the caller can mend: the command line prints it as one line, thing first and
remedy after, and exits with its code, without a traceback. ``DocumentError`` is one document's failure:
the document goes to quarantine with the reason, and the others go on. Anything else is a bug and is let through.
"""


class FazhiError(Exception):
    """Something the caller can mend. ``str()`` is one line: the thing, what is wrong, and the remedy."""

    exit_code = 2

    def __init__(self, thing: str, remedy: str) -> None:
        super().__init__(f"{thing} — {remedy}")
        self.thing = thing
        self.remedy = remedy


class GateRefused(FazhiError):
    """The release gate refused the candidate, or verification failed. The last release stands."""

    exit_code = 1


class DocumentError(Exception):
    """One document cannot be used; it is held in quarantine, and the others go on.

    ``check`` is a short stable name for the reason (``empty_text``, ``undecided_issuer`` …) and ``detail``
    says in words what was found, so that a person can mend the source, the rules or a correction.
    """

    def __init__(self, check: str, detail: str) -> None:
        super().__init__(f"{check}: {detail}")
        self.check = check
        self.detail = detail


class NotAReport(DocumentError):
    """The document is something else (a work report, a plan, an interpretation): recorded, never published."""
