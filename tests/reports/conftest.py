"""The pages' clock, browsers and static files, for tests that look at pages too."""

from tests.pages.conftest import signed_in, static_files, story_time

__all__ = ["signed_in", "static_files", "story_time"]
