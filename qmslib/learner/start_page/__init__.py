"""The start page: a learner's front door to chapters, exercises, hand-in and feedback."""
