"""Cleaning rules: how newsrooms' pages write what is not the article."""

from pipelines.rules import apps, marks, others, rights, sharing
from pipelines.rules.registry import RULES, Rule, Where, plain, without_ending

__all__ = [
    "RULES",
    "Rule",
    "Where",
    "apps",
    "marks",
    "others",
    "plain",
    "rights",
    "sharing",
    "without_ending",
]
