"""Clearances: how many responses and hours of each are used, when it stops, and how sampling goes down before."""
