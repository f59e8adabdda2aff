"""The manifest survives being written and read."""

from schemas.release import AppliedCorrection, FileEntry, GateRecord, Manifest, TableEntry, Tombstone


def test_a_manifest_reads_back_as_it_was_written() -> None:
    manifest = Manifest(
        version="2026.11.20.1",
        previous="2026.11.20",
        created_at="2026-11-20T01:00:00+00:00",
        kind="real",
        schema_version="1.0.0",
        code_versions={"parse": ["a", "b"], "catalogue": ["c"], "audit": []},
        tables={"reports": TableEntry(1, "d", (FileEntry("reports/report_year=2023/part-0.parquet", 1, "d", "s"),))},
        counts={"reports": 1},
        gate=GateRecord(False, ("sizes: reports: 1 row",), "a small store"),
        resolve=("site.example:80:127.0.0.1",),
        corrections=(
            AppliedCorrection("x.yaml", "reports", {"report_id": "r"}, "title", None, "题", "seen", "applied"),
        ),
        tombstones=(Tombstone("w", "report r", "asked", "2026-11-20", 1, ("r",)),),
        notes=("1 document waits",),
    )
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert "题" in manifest.to_json().decode()
