"""The release gate: Great Expectations suites judge the candidate as a set, before anything is published.

The suites and their bounds are ``schemas/expectations/*.yaml``; each is fed with the frame of the same name from
``tasks.publish.metrics``. Great Expectations' data docs are written into the candidate's ``quality/`` folder and so
into the release. A refusal means: nothing is published, the last release stands, the reasons are in the result.
Great Expectations takes seconds to import, so it is imported here only, and only when the gate is used.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from schemas.datadir import load_yaml
from tasks.publish.candidate import Candidate
from tasks.publish.metrics import METRICS
from tasks.publish.reader import Release

SUITES = Path(__file__).resolve().parent.parent.parent / "schemas" / "expectations"
_SHOWN = 5  # rows named in one failure's message
_OURS = ("because", "where")  # what a suite's file says beyond Great Expectations' own arguments


@dataclass(frozen=True, slots=True)
class GateFailure:
    """One expectation that was not met, in words that name what was found and what is asked."""

    suite: str
    expectation: str
    message: str

    def __str__(self) -> str:
        return f"{self.suite}: {self.message}"


@dataclass(frozen=True, slots=True)
class GateResult:
    """The gate's word on a candidate."""

    passed: bool
    failures: tuple[GateFailure, ...] = ()


def judge(candidate: Candidate, previous: Release | None) -> GateResult:
    """Judge the candidate against the suites and the last release; writes ``quality/`` into the candidate's folder."""
    suites = [load_yaml(path) for path in sorted(SUITES.glob("*.yaml"))]
    frames = {suite["suite"]: METRICS[suite["suite"]](candidate, previous) for suite in suites}
    failures = tuple(_run(suites, frames, candidate.folder / "quality"))
    return GateResult(not failures, failures)


def _run(suites: list[dict[str, Any]], frames: dict[str, pl.DataFrame], docs: Path) -> Iterator[GateFailure]:
    """Run every suite over its frame, write the data docs, and say what failed."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import: no word leaves this machine
    import great_expectations as gx  # noqa: PLC0415 - takes seconds
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    logging.getLogger("great_expectations").setLevel(logging.WARNING)  # its housekeeping is no news of ours
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    for site in list(context.list_data_docs_sites()):
        context.delete_data_docs_site(site)
    context.add_data_docs_site("quality", _site(docs))
    source = context.data_sources.add_pandas("candidate")
    for suite in suites:
        name = suite["suite"]
        expectations = [_expectation(gx, entry) for entry in suite["expectations"]]
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(
                name=name,
                data=batch,
                suite=context.suites.add(
                    gx.ExpectationSuite(name=name, expectations=expectations, notes=suite["about"])
                ),
            )
        )
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(name=name, validation_definitions=[definition], result_format=_RESULT_FORMAT)
        )
        outcome = checkpoint.run(batch_parameters={"dataframe": frames[name].to_pandas()})
        for result in next(iter(outcome.run_results.values())).results:
            if not result.success:
                config: Any = result.expectation_config
                yield GateFailure(name, config.type, _message(result, frames[name]))
    context.build_data_docs(site_names=["quality"])


_RESULT_FORMAT = {"result_format": "COMPLETE", "unexpected_index_column_names": ["what"]}


def _site(docs: Path) -> Any:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _expectation(gx: Any, entry: dict[str, Any]) -> Any:
    """Make the expectation that a suite's entry describes; an unknown type or argument is an error."""
    from great_expectations.expectations.row_conditions import Column  # noqa: PLC0415

    made = getattr(gx.expectations, "".join(part.capitalize() for part in entry["type"].split("_")))
    arguments = {name: value for name, value in entry.items() if name not in ("type", *_OURS)}
    if "where" in entry:
        arguments["row_condition"] = Column("what") == entry["where"]
    return made(**arguments, meta={"because": entry["because"]})


def _message(result: Any, frame: pl.DataFrame) -> str:
    """Say in one line which rows failed and why, in the suite's own words."""
    config = result.expectation_config
    failed = [row["what"] for row in result.result.get("unexpected_index_list") or []]
    if not failed:
        return f"{config.type} could not be judged: {result.exception_info}"
    rows = frame.filter(pl.col("what").is_in(failed))
    bounds = {"min_value": config.kwargs.get("min_value"), "max_value": config.kwargs.get("max_value")}
    told = [config.meta["because"].format(**row | bounds) for row in rows.head(_SHOWN).to_dicts()]
    if rows.height > _SHOWN:
        told.append(f"and {rows.height - _SHOWN} more")
    return "; ".join(told)
