"""The processes behind the web: recorder, sweeps and what else is slow or rare."""
