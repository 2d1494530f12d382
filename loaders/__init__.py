"""From reports to claims, and the load itself: read, identify, validate, commit."""
