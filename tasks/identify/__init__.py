"""CleanDocument → who wrote it, where, for which year, with the evidence or the candidates.

``identify`` never guesses: what is undecided is None, and ``require_decided`` raises DocumentError (``undecided_issuer``,
``undecided_year``) with the candidates.
"""

from tasks.identify.identity import identify, require_decided

__all__ = ["identify", "require_decided"]
