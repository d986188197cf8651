"""A stand-in for the trainer, for demonstrations and tests only. It never judges a real learner's work."""

from __future__ import annotations

from qmslib.course.answers import read_answers
from qmslib.course.bank import exercise as load
from qmslib.course.items import Account
from qmslib.course.paths import Course
from qmslib.course.scoring import is_blank, score
from qmslib.trainer.engine import gradebook, transaction

NAME = "Stand-in trainer (simulated)"
COMMENTS = {
    0: "Simulated comment: name a standard of your own workplace, and say what it is for.",
    1: "Simulated comment: a sound start. Say more of what the rubric asks for.",
    2: "Simulated comment: clear, and from your own workplace.",
}


def judge_accounts(course: Course) -> int:
    """Judge every waiting account by the samples it was made from, as a person would in the formgrader.

    Returns
    -------
    int
        How many accounts were judged.
    """
    done = 0
    with gradebook(course) as book, transaction(book):
        for assignment in book.assignments:
            if not course.key_file(assignment.name).is_file():
                continue  # a code exercise
            exercise = load(course, assignment.name)
            accounts = {item.id: item for item in exercise.items if isinstance(item, Account)}
            for submission in assignment.submissions:
                path = course.autograded / submission.student_id / assignment.name / f"{assignment.name}.answers.json"
                if not path.is_file():
                    continue
                answers = read_answers(path, assignment.name)
                for notebook in submission.notebooks:
                    comments = {comment.name: comment for comment in notebook.comments}
                    for grade in notebook.grades:
                        if grade.name in accounts and grade.needs_manual_grade:
                            points = _points(accounts[grade.name], answers.value(grade.name))
                            grade.manual_score, grade.needs_manual_grade = float(points), False
                            comments[grade.name].manual_comment = COMMENTS[points]
                            done += 1
    return done


def _points(item: Account, value: object) -> int:
    if is_blank(value) or value in item.samples.not_yet:
        return 0
    if value in item.samples.partly:
        return 1
    if value in item.samples.met:
        return 2
    return 1 if score(item, value).advice else 2
