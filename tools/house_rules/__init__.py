"""House rules that no linter knows: each is a check over the syntax tree, with the reason in its message.

`RULES` holds them all; tests/test_house_rules.py runs each over the tree and over examples of what it refuses.
"""

from tools.house_rules.rule import Finding, Module, Rule, modules_below
from tools.house_rules.rules import RULES

__all__ = ["RULES", "Finding", "Module", "Rule", "modules_below"]
