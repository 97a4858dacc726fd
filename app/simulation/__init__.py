"""The provider and the people of a simulation: signed webhooks over HTTP, TwiML obeyed, a phone in the terminal."""
