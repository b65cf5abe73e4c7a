"""Scanned papers of any feature: the strip of thumbnails and the page seen large."""
