"""The demo shop: two believable years, told with the same actions that people and workers take, at their moments."""
