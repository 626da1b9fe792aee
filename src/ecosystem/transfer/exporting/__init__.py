"""Lists that go out: what may be exported, by whom, and as which file."""
