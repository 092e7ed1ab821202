"""One encrypted file that holds a whole deployment, without its keys; and the way back."""
