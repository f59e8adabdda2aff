"""When things run: Prefect flows and the command line. No parsing and no table expressions."""

import os

# Prefect reads these when it is imported, which any module below may do first. The embedded server may take long on a
# cold disk; it tells nobody of it.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "90")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
