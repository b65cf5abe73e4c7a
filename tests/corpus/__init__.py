"""The corpus of ugly workbooks: made by a script, each with what an import of it must say."""
