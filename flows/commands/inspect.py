"""``fazhi inspect``: what the pipeline makes of one document."""

import json
from datetime import date, datetime
from pathlib import Path

import click

from schemas.errors import DocumentError, FazhiError, NotAReport


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", help="The address it came from; its host helps to say whose it is.")
@click.option("--published", metavar="DATE", help="The date beside its link, as 2024-03-12.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object, unmasked.")
@click.option("--html", type=click.Path(path_type=Path), metavar="OUT", help="Write a page with its figures marked.")
def inspect(file: Path, url: str | None, published: str | None, as_json: bool, html: Path | None) -> None:
    """Show what the pipeline makes of one document; nothing is stored.

    Example: fazhi inspect report.html --url https://www.a.gov.cn/x.html
    """
    from tasks import inspect as stage

    try:
        found = stage.inspect(stage.payload_of(file, url, _date(published)))
    except NotAReport as error:
        raise FazhiError(f"{file} is no annual rule-of-law report: {error.detail}", "name the report itself") from error
    except DocumentError as error:
        remedy = "name another file, or mend this one; in a run it would be held in quarantine"
        raise FazhiError(f"{file} cannot be used: {error}", remedy) from error
    if as_json:
        click.echo(json.dumps(stage.to_dict(found), ensure_ascii=False))
        return
    if html:
        from flows import inspect_page

        if not html.parent.is_dir():
            raise FazhiError(f"--html {html}: there is no folder {html.parent}", "make it, or name another")
        html.write_text(inspect_page.page(found), encoding="utf-8")
        click.echo(f"written: {html}")
    else:
        from flows import inspect_view

        inspect_view.show(found)


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise FazhiError(f"--published {text} is not a date", "write it as 2024-03-12") from error
