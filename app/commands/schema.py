"""``aftercall schema``: what the columns of the results mean, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from app.reporting.dictionary import DICTIONARY_COLUMNS, dictionary_rows, markdown_tables
from app.reporting.formats.cells import line
from app.reporting.output import whole_file
from app.reporting.row_schema import row_schema


def _markdown() -> str:
    return "\n".join(f"## {heading}\n\n{table}" for heading, table in markdown_tables().items())


def _json_schema() -> str:
    return json.dumps(row_schema(), indent=2, ensure_ascii=False) + "\n"


def _csv() -> str:
    rows = (DICTIONARY_COLUMNS, *dictionary_rows())
    return "".join(line(cell or None for cell in row) for row in rows)


_FORMS: Mapping[str, Callable[[], str]] = {"markdown": _markdown, "json-schema": _json_schema, "csv": _csv}


@click.command()
@click.option("--format", "form", type=click.Choice(list(_FORMS)), default="markdown", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; without it standard output."
)
def schema(form: str, out: Path | None) -> None:
    """Say what every column and code of the results means.

    markdown: the tables of docs/schema.md. json-schema: what one line of the jsonl export holds (JSON Schema 2020-12).
    csv: the same as markdown in one table, a row a column and a row a code.
    """
    made = _FORMS[form]().encode()
    if out is None:
        sys.stdout.buffer.write(made)
        return
    with whole_file(out) as file:
        file.write(made)
