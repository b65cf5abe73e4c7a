"""What things are: frozen dataclasses, StrEnums, errors, pure rules. No I/O, no SQL, no Qt."""
