"""Alerts: telling the staff of a line what they have to know soon."""
