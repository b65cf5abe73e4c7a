"""The page of assessment in real windows."""
