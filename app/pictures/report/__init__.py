"""The figures of a period as a report in PDF, with the pictures of the pages."""
