"""What a person sees at the end of a run: one table, then what failed and why."""

from rich.console import Console
from rich.table import Table

from tasks.publish.summary import Summary


def show(summary: Summary) -> None:
    """Print a run's table to standard output, its refusals and failures to standard error."""
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in summary.rows():
        table.add_row(name, value)
    Console(soft_wrap=True).print(table)
    errors = Console(stderr=True, soft_wrap=True)
    for line in summary.troubles:
        errors.print(f"! {line}", markup=False, highlight=False)
