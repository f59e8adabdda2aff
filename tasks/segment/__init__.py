"""Text → section tree with parts and themes, sentences, words.

``segment`` never fails: a text without headings is one section, an empty one has none. Sections follow each other
without gaps from the first character to the last; a section's span is its own words, without its children's.
"""

from tasks.segment.segment import segment

__all__ = ["segment"]
