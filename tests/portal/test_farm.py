"""A farm is many small portals, and the replicas can be served from a process of their own."""

import subprocess
import sys
from pathlib import Path

from tests.portal import serve
from tests.portal.browser import Browser
from tests.portal.farm import COLUMN, farm


def test_hosts_of_a_farm_have_so_many_articles_and_their_own_bytes() -> None:
    hosts = farm(3, 19)
    with serve(farm=hosts) as portals:
        browser, bodies = Browser(portals), set()
        for name in hosts:
            page = browser.text(f"http://{name}{COLUMN}")
            assert page.count('<li><a href="./20') == 19
            bodies.add(page)
        browser.close()
    assert len(bodies) == 3


def test_a_process_of_its_own_says_where_each_host_is_and_ends_with_its_input(root: Path) -> None:
    command = [sys.executable, "-m", "tests.portal", "12_ip_host", "10_vsb"]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        lines = [line.rstrip() for line in iter(process.stdout.readline, "\n")]
        process.stdin.close()
        assert process.wait(timeout=30) == 0
    assert [line.rpartition(":")[0] for line in lines] == [
        "192.0.2.82:10082:127.0.0.1",
        "www.weidu.gov.example:80:127.0.0.1",
    ]
