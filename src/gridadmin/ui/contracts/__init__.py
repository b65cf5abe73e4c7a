"""Contracts and exits: the tab of a person, and the page of the whole office."""
