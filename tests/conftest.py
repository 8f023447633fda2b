"""What holds for all tests: a busy machine is no failure (no generated case has a deadline), and Ctrl-C is heard."""

from __future__ import annotations

import signal

from hypothesis import settings

settings.register_profile("newscrawl", deadline=None)
settings.load_profile("newscrawl")

# A shell starts what it runs in the background deaf to Ctrl-C, and every process under it inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
