"""Every computed figure, each in one place: pure functions of counts and plain values (docs/figures.md)."""
