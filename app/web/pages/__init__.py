"""The pages for people: one file and one template each."""
