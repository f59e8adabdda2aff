"""trafilatura's opinion of an unknown page's main text, as the source runs it kept.

Asked only where the project's own rules are unsure: it is some thirty times slower than they are. Its text is
aligned back run by run, so the result is still cut out of the source and nothing of trafilatura's own changes.
"""

from collections.abc import Sequence

_LARGEST = 2_000_000  # characters; beyond this the time it takes is no longer worth the answer
_WINDOW = 5_000  # characters of its text in which the next run is looked for: keeps the alignment linear


def kept_runs(source: str, texts: Sequence[str]) -> list[int]:
    """Return the indexes of the runs (given as their texts) that trafilatura takes for main text, maybe none."""
    if len(source) > _LARGEST:
        return []
    import trafilatura  # noqa: PLC0415 - slow to load and rarely asked

    extracted = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True)
    wanted = "".join((extracted or "").split()).replace("|", "")
    kept, position = [], 0
    for index, text in enumerate(texts):
        squeezed = "".join(text.split()).replace("|", "")
        found = wanted.find(squeezed, position, position + _WINDOW + len(squeezed)) if squeezed else -1
        if found >= 0 and (len(squeezed) > 3 or found == position):
            kept.append(index)
            position = found + len(squeezed)
    return kept
