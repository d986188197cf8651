"""The course as pure data and rules: criteria, items, answers, scoring, competence."""
