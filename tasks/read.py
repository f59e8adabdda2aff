"""One document from bytes to figures: clean → identify → segment → extract, in one process, nothing serialised between.

It tells what the document says also where its issuer or year stays undecided; whether that may be published is for the
caller to decide. Imports no table model, so that `fazhi inspect` starts fast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.documents import CleanDocument, Identity, MaskedText, Payload, Quantity, Segmentation
from tasks.clean import clean
from tasks.extract.masking.mask import mask
from tasks.extract.quantities import extract
from tasks.identify import identify, is_report
from tasks.segment import segment


@dataclass(frozen=True)
class Parsed:
    """All that the pipeline makes of one document before indicators and audit. Offsets are of ``masked.text``."""

    document: CleanDocument
    masked: MaskedText
    identity: Identity
    segmentation: Segmentation
    quantities: Sequence[Quantity]


def read(payload: Payload, site_regions: Mapping[str, str]) -> Parsed:
    """Read one document; raises DocumentError where it cannot be read, NotAReport where it is something else."""
    document = clean(payload)
    is_report(document, payload)
    identity = identify(document, payload, site_regions)
    masked = mask(document.text)
    segmentation = segment(masked.text, identity.report_year)
    quantities = extract(masked.text, segmentation, identity.report_year)
    return Parsed(document, masked, identity, segmentation, quantities)
