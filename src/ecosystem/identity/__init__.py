"""How a person proves who they are: passwords, sessions, tokens, and limits on guessing."""
