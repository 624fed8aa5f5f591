"""For `scrapyd-deploy`, which builds an egg with it; everything else is in pyproject.toml."""

from setuptools import setup

setup()
