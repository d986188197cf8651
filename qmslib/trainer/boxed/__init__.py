"""Marking code exercises: learners' cells run in a box that sees nothing, the tests beside it in a trusted process.

``job`` says what is run and what came of it. ``launch`` and ``box`` start the box, in bubblewrap or in one of
podman's ``containers``; ``inside``, ``isolate``, ``calls``, ``capture``, ``cell_shell`` and ``answering`` run in it.
``folders`` are those that each submission has for itself; ``warm_up`` is what is done once before any of them.
``house`` starts the tests' own box; ``judge`` and ``proxies`` run in that, on ``values`` that left the learners' box
as JSON over the ``wire``; ``questions`` are their calls on the way in.
``runner`` leads both through one submission, a ``pool`` through many. ``exercise``, ``take_in`` and ``marking``
stand around them: files in, marks out.
"""
