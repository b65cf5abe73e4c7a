"""Everything Qt: a folder per feature and the pieces they share."""
