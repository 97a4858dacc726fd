"""The files of GSA Touchpoints and of the quarterly submission, column by column."""
