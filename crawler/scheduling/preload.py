"""Imports what a run needs, in the process that runs are forked from; nobody else imports this.

Settings and reactor are a run's own: neither is imported here.
"""

from __future__ import annotations

import gc
import signal
from importlib import import_module
from pkgutil import walk_packages

#: Read the environment, or install a reactor, as they are imported.
_OWN = ("crawler.settings", "crawler.scheduling.preload")

for package in ("crawler", "pipelines"):
    for module in walk_packages(import_module(package).__path__, f"{package}."):
        if module.name not in _OWN:
            import_module(module.name)
# Whoever starts runs ends them in order when it is told to stop: their parent must outlive that.
signal.signal(signal.SIGTERM, signal.SIG_IGN)
# A run that collects garbage would copy the pages of memory that it shares with its parent.
gc.collect()
gc.freeze()
