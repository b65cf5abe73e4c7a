"""The page of assessment: periods, entry grid, results, objections, schemes; the tab of a person's results."""
