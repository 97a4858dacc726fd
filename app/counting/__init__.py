"""Counted days: what pages show of many responses, counted again wherever something changed (docs/pages-figures.md)."""
