"""Who may use what: people who sign in, the tokens of programs, and the audit of both."""
