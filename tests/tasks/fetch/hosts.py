"""A source of a scripted host, and the pages that it shows."""

from dataclasses import replace

from tasks.discover.registry import Column, Site
from tasks.fetch.config import load_config

LIMITS = replace(
    load_config().limits,
    timeout_seconds=4,
    retry_times=1,
    backoff_seconds=0.1,
    max_backoff_seconds=3,
    max_bytes=200_000,
    attachments_below=20,
)
TITLE = "墨溪县2023年法治政府建设年度报告"
REPORT = f"<html><div class='TRS_Editor'>{'全县认真推进法治政府建设各项工作。' * 20}</div></html>"


def site(name: str, delay: float = 0.0, path: str = "/fz/") -> Site:
    host = name if name == "localhost" or name[0].isdigit() else f"{name}.gov.example"
    return Site(
        source_id=name.replace("localhost", "local"),
        name=name,
        host=host,
        family="trs",
        region_code="X900121",
        columns=(Column(f"http://{host}{path}", "法治政府建设年度报告"),),
        enabled=True,
        delay_seconds=delay,
    )


def article(name: str) -> str:
    """The path of an article; the number stands for its name."""
    return f"/fz/t20240308_{int.from_bytes(name.encode(), 'big') % 10**9}.html"


def listing(*names: str, extra: str = "") -> str:
    rows = "".join(f'<li><a href="{article(name)}">{TITLE}（{name}）</a> 2024-03-08</li>' for name in names)
    return f"<html><ul>{rows}{extra}</ul></html>"
