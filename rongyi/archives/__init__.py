"""The archive room: papers filed by piece after DA/T 22, scanned in, lent, counted and, when their time is over, destroyed."""
