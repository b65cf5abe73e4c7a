"""The pages of insurance."""
