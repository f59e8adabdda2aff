"""Serve replicas from a process of their own, for a crawl that is measured or looked at by hand.

    python -m tests.portal                             # all families
    python -m tests.portal 01_trs_date --hostile       # one of them, and all hostile hosts
    python -m tests.portal --farm 300 --articles 19    # many small hosts, no family

Prints one line a host, as ``--resolve`` takes it, then an empty line, and serves until its standard input is closed.
"""

import argparse
import sys

from tests.portal.farm import farm
from tests.portal.hostile import rules
from tests.portal.portals import serve


def main() -> None:
    """Serve what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.portal")
    parser.add_argument("families", nargs="*")
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--farm", type=int, default=0)
    parser.add_argument("--articles", type=int, default=19)
    asked = parser.parse_args()
    hosts = farm(asked.farm, asked.articles) if asked.farm else None
    with serve(*asked.families, hostile=rules() if asked.hostile else None, farm=hosts) as portals:
        for host, (address, port) in portals.addresses.items():
            print(host if ":" in host else f"{host}:80", address, port, sep=":")
        print(flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
