"""Fails where a file has more than 300 lines or a function more than 40; prints the medians."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def main() -> int:
    """Check every Python file that git knows or would add; the exit code."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    names = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    sources = {name: Path(name).read_text(encoding="utf-8") for name in names if Path(name).is_file()}
    files = {name: source.count("\n") for name, source in sources.items()}
    functions = {place: lines for name, source in sources.items() for place, lines in function_lengths(name, source)}
    too_long = [f"{place}: {lines} lines" for place, lines in files.items() if lines > LONGEST_FILE]
    too_long += [f"{place}: {lines} lines" for place, lines in functions.items() if lines > LONGEST_FUNCTION]
    print("\n".join(too_long), end="\n" if too_long else "")
    print(f"{len(files)} files, median {_median(files)} lines; {len(functions)} functions, median {_median(functions)}")
    return 1 if too_long else 0


def function_lengths(name: str, source: str) -> list[tuple[str, int]]:
    """Where each function stands and how many lines it has, decorators left out."""
    return [
        (f"{name}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _median(lengths: dict[str, int]) -> float:
    return statistics.median(lengths.values()) if lengths else 0


if __name__ == "__main__":
    sys.exit(main())
