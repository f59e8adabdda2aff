"""Bytes to text: encoding, main text with its source map, attachments, what a page states of itself.

Public: `clean` (the stage), `decode` and `source_slice` (what verification re-slices spans with), `FamilyRules`.
"""

from tasks.clean.clean import clean
from tasks.clean.decode import Decoded, decode, source_slice, squeeze
from tasks.clean.rules import FamilyRules

__all__ = ["Decoded", "FamilyRules", "clean", "decode", "source_slice", "squeeze"]
