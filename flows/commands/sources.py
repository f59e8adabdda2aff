"""``fazhi sources list`` and ``check``: the registry of sites, and what a crawl of one would take."""

import sys
from pathlib import Path

import click

_SOURCES = click.option("--sources", metavar="PATH", help="A registry of sites instead of the project's own.")


@click.group()
def sources() -> None:
    """List the sites of the registry, or try one.

    Example: fazhi sources check www.moxi.gov.example
    """


@sources.command("list")
@click.argument("host", required=False)
@_SOURCES
def list_sites(host: str | None, sources: str | None) -> None:
    """List the sites: id, host, family, columns, whether enabled, when verified.

    Example: fazhi sources list
    """
    from tasks.discover.registry import load_registry

    for site in load_registry(Path(sources) if sources else None).sites:
        if host is None or host in site.host:
            columns = f"{len(site.columns)} columns" if site.columns else "searched from its root"
            state = "enabled" if site.enabled else "disabled"
            verified = f"verified {site.verified_date}" if site.verified_date else "nobody has crawled it yet"
            click.echo(f"{site.source_id:<24}{site.host:<36}{site.family:<12}{columns}, {state}, {verified}")


@sources.command()
@click.argument("host", required=False)
@_SOURCES
@click.option(
    "--resolve", multiple=True, metavar="HOST:PORT:ADDRESS", help="Ask this address for that host, as curl's."
)
def check(host: str | None, sources: str | None, resolve: tuple[str, ...]) -> None:
    """Crawl the first list pages of a site, or of all enabled ones, and say what would be taken; nothing is stored.

    Example: fazhi sources check www.moxi.gov.example
    """
    from schemas.errors import FazhiError
    from tasks.discover.registry import load_registry
    from tasks.fetch.check import check_sites
    from tasks.fetch.model import Resolve

    registry = load_registry(Path(sources) if sources else None)
    chosen = [site for site in registry.sites if (site.host == host if host else site.enabled)]
    if not chosen:
        raise FazhiError(
            f"no site of the registry is {host}" if host else "no site of the registry is enabled",
            "see `fazhi sources list`, and name a host of it",
        )
    failed = False
    for report in check_sites(chosen, registry.families, [Resolve.parse(text) for text in resolve]):
        failed = failed or not report.rows
        click.echo(f"{report.site.host} ({report.site.source_id}): {report.lists_read} pages, {report.rows} links")
        for ask in report.taken:
            click.echo(f"  take {ask.listed or '          '} {ask.title} {ask.url}")
        for passed in report.passed:
            click.echo(f"  pass {passed.title}: {passed.reason}")
        for failure in report.failures:
            click.echo(f"  !    {failure}")
    sys.exit(3 if failed else 0)
