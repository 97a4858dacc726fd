"""What the managers' pages show: figures of a selection, each with its n and what may be shown of it."""
