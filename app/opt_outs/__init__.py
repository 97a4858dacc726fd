"""Opt-outs by staff: one person or a whole list, each with a reason and in the audit."""
