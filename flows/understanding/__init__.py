"""How a reply in words is understood: from its text to an answer of the scale, or to the reason why it is none."""
