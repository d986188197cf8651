"""The trainer's side: releasing exercises, collecting, marking, deciding, reporting, giving feedback.

nbgrader is the engine, the gradebook and the screen for judging. What stands here writes into the same gradebook
and leaves it as stock nbgrader would.
"""
