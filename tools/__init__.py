"""What the checkout itself needs: set-up, checks, catalogues, locks. Nothing of it is shipped."""
