"""The phone on the screen: a page that calls and texts the lines, and the doors behind it."""
