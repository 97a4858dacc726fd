"""Alerts on figures: what is wrong with a line as its numbers tell, told once while it lasts."""
