"""What a survey has to keep beside holding together: the federal rules, and the limits of phone and text."""
