"""Certificates and work cards (持证上岗): the page, the tab of a person, the register of cards."""
