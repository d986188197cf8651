"""Marking code exercises: learners' cells run in a box that sees nothing, the tests beside it in a trusted process.

``job`` says what is run and what came of it. ``launch`` and ``box`` start the box; ``inside``, ``isolate``,
``cell_shell`` and ``answering`` run in it. ``judge`` and ``proxies`` run the tests on ``values`` that left it as
JSON.
``runner`` leads both through one submission. ``take_in`` and ``marking`` stand before and after: files in, marks out.
"""
