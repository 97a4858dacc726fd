"""Pictures of figures: what each shows and says, how it is drawn and kept, and the report that holds them."""
