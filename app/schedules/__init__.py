"""Schedules: reports that are made and sent by the calendar, each exactly once."""
