"""How Python looks for garbage while it serves: seldom, and never among what stays for good."""

import gc

_NEW_OBJECTS, _YOUNG, _OLD = 50_000, 20, 50


def ease_collector() -> None:
    """Set what is loaded by now aside, and look for cycles more seldom; to be called once, before serving.

    A page of a thousand rows makes a hundred thousand objects that reference counting frees; to look through
    them and through all the libraries again and again takes two thirds of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _OLD)
