"""Outreach: from a contact to an invitation to a disposition."""
