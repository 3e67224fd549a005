"""The same story and the same event across documents.

``Stories`` places documents one by one: ``place(record)``, ``groups()``, ``witnesses()``. The result does not
depend on the order of arrival. ``NotTheSame`` holds what people told apart.
"""

from talion.grouping.apart import NotTheSame, Pair
from talion.grouping.events import EventMerge, Field, Said, SharedEvent
from talion.grouping.sketch import Sketch, sketch
from talion.grouping.stories import Placed, Stories, Story, StoryMerge
from talion.grouping.tellings import Party, Telling, reference

__all__ = [
    "EventMerge",
    "Field",
    "NotTheSame",
    "Pair",
    "Party",
    "Placed",
    "Said",
    "SharedEvent",
    "Sketch",
    "Stories",
    "Story",
    "StoryMerge",
    "Telling",
    "reference",
    "sketch",
]
