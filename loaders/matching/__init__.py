"""Which exchanges of several reports are probably one event: a score, its parts, and a curator who may overrule it."""
