"""The page of imports: a sheet dropped in, what it means, what it will change, what is wrong with it, and the undo."""
