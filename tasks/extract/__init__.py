"""Text → quantities → indicators; masking before either.

Public: ``mask.mask``, ``quantities.extract``, ``indicators.assign``. Each is pure and linear in the text.
"""
