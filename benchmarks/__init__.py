"""Measurements of the whole service on one machine: what a turn costs, and whether that grows with live sessions."""
