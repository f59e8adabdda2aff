"""Arithmetic inside a report and across years, and the reporting checklist. It says, it never repairs."""

from tasks.audit.changes import audit_across_years
from tasks.audit.report import audit, of_scan

__all__ = ["audit", "audit_across_years", "of_scan"]
