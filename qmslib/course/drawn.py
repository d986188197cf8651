"""Which variant of an exercise a submission is marked by, and what a trainer should know about it."""

from __future__ import annotations

from dataclasses import dataclass

from qmslib._common.errors import CourseError
from qmslib.course.answers import NO_VARIANT, AnswersFile
from qmslib.course.items import ExerciseFile
from qmslib.course.variants import due


@dataclass(frozen=True)
class Drawn:
    """The exercise as it is to be marked.

    Attributes
    ----------
    exercise
        In the learner's variant, with its keys.
    variant
        Its name; empty for an exercise without variants.
    note
        What is odd about it, in the trainer's words; empty when nothing is.
    """

    exercise: ExerciseFile
    variant: str = ""
    note: str = ""


def drawn(exercise: ExerciseFile, answers: AnswersFile, learner: str) -> Drawn:
    """The variant that counts: the one that the answers record, or the one that is due when they record none.

    Parameters
    ----------
    exercise
        The exercise, in any variant.
    answers
        The learner's answers.
    learner
        Their number, as the trainer knows it.

    Raises
    ------
    CourseError
        When the answers belong to a variant that the exercise no longer has: then nobody can say what was asked.
    """
    variants = exercise.variants
    if variants is None:
        return Drawn(exercise)
    wanted = due(learner, exercise.exercise, answers.attempt, len(variants.names))
    recorded = answers.variant
    note = ""
    if recorded and recorded != NO_VARIANT and recorded not in variants.names:
        raise CourseError(
            f"the answers are to variant {recorded}, which the exercise no longer has",
            do="Mark them with the course as it was then, or ask for a new attempt",
        )
    if recorded == NO_VARIANT:
        note = f"What the answers record as their variant is none: marked by {wanted}, the one that was due."
    elif not recorded and answers.answers:
        note = f"The answers record no variant: marked by {wanted}, the one that was due."
    elif recorded and recorded != wanted:
        note = (
            f"Variant {recorded} where {wanted} was due: marked by {recorded}. Ask whether the learner's number was "
            "changed, or whether the file began as somebody else's."
        )
    variant = recorded if recorded and recorded != NO_VARIANT else wanted
    return Drawn(variants.of(variant), variant, note)
