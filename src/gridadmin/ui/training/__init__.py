"""Training in the window: sessions with their entry grid, courses, plan, hours."""
