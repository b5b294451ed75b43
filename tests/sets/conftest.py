"""Pages of a set are asked for here as in tests/pages."""

from tests.pages.conftest import signed_in, static_files, story_time

__all__ = ["signed_in", "static_files", "story_time"]
