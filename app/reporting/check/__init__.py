"""Recomputes every figure of a reported file and says what is wrong or doubtful in it."""
