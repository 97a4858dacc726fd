"""Who may use what: the tokens of programs."""
