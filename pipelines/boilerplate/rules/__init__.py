"""Cleaning rules: how newsrooms' pages write what is not the article."""

from pipelines.boilerplate.rules import app_prompts, legal, navigation, page_marks, sharing
from pipelines.boilerplate.rules.base import RULES, Rule, Where, plain, without_ending

__all__ = [
    "RULES",
    "Rule",
    "Where",
    "app_prompts",
    "legal",
    "navigation",
    "page_marks",
    "plain",
    "sharing",
    "without_ending",
]
