"""Cleaning rules: how newsrooms' pages write what is not the article."""

from pipelines.boilerplate.rules import app_prompts, legal, navigation, page_marks, sharing
from pipelines.boilerplate.rules.base import RULES, Rule, Where, fold_line, strip_trailing_button

__all__ = [
    "RULES",
    "Rule",
    "Where",
    "app_prompts",
    "fold_line",
    "legal",
    "navigation",
    "page_marks",
    "sharing",
    "strip_trailing_button",
]
