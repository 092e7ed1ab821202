"""What an upper system is told of by itself: which case moved, when and to where. Never who it is about."""
