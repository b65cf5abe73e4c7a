"""Notice boards on the wall."""
