"""Rendered feeds kept while the rows they rest on stay as they are."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from scheduler.web.feeds.answers import Rendered

_MOST_BYTES = 48 * 1024 * 1024


class FeedCache:
    """The feeds asked for most recently, up to a number of bytes; used by all threads of a process."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._feeds: OrderedDict[Hashable, Rendered] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, render: Callable[[], Rendered]) -> Rendered:
        """Return the feed kept under ``key``, else what ``render`` makes, which is kept from now on."""
        with self._lock:
            kept = self._feeds.get(key)
            if kept is not None:
                self._feeds.move_to_end(key)
                return kept
        made = render()
        with self._lock:
            if key not in self._feeds:
                self._feeds[key] = made
                self._bytes += _size(made)
            while self._bytes > self._most_bytes:
                self._bytes -= _size(self._feeds.popitem(last=False)[1])
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._feeds.clear()
            self._bytes = 0


def _size(feed: Rendered) -> int:
    return len(feed.body) + len(feed.packed)
