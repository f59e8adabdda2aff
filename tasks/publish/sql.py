"""SQL over a release: DuckDB with one view a table, the release's Parquet files beneath, nothing copied.

Only a query runs, and it sees only the release: no other file, no network, no setting that would open them.
"""

import duckdb
import polars as pl

from schemas.errors import FazhiError
from tasks.publish.reader import Release


def query(release: Release, statement: str) -> pl.DataFrame:
    """Run one SELECT over the release's tables by name; FazhiError with DuckDB's own words where it is wrong."""
    connection = duckdb.connect(":memory:")
    try:
        _require_query(connection, statement)
        _open_tables(connection, release)
        found = connection.sql(statement)
        return pl.DataFrame(pl.from_arrow(found.to_arrow_table()))
    except duckdb.Error as error:
        raise FazhiError(f"SQL: {' '.join(str(error).split())}", "see `fazhi show` for tables and columns") from error
    finally:
        connection.close()


def _require_query(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    kinds = [parsed.type for parsed in connection.extract_statements(statement)]
    if kinds != [duckdb.StatementType.SELECT]:
        names = ", ".join(kind.name for kind in kinds) or "nothing"
        raise FazhiError(f"SQL: {names} is not one SELECT", "a release is read only")


def _open_tables(connection: duckdb.DuckDBPyConnection, release: Release) -> None:
    """Give every table a view; a remote release's tables are loaded, since DuckDB would need a download to reach them."""
    files = []
    for table in release.manifest.tables:
        if not release.store.is_local:
            connection.register(table, release.scan(table).collect().to_arrow())
            continue
        paths = release.files(table)
        files += paths
        reader = connection.read_parquet(paths, hive_partitioning=any("/report_year=" in path for path in paths))
        reader.create_view(table)
    connection.execute("SET allowed_paths = $files", {"files": files})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
