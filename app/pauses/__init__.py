"""Pauses of lines: whether a line asks anybody now. docs/surveys-and-lines.md says what a pause stops."""
