"""Doors: one file per kind of caller. Parse, call one service, render."""
