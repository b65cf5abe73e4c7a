"""The exchange under attack: an executable model of its protocol; the real client and server under the same faults."""
