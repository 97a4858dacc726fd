"""Files coming in: responses of other channels, volumes, clearances and published figures."""
