"""Papers out: domain data become PDF or xlsx bytes. Sees domain/ only."""
