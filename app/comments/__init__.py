"""What single people answered and wrote, and what staff does about it."""
