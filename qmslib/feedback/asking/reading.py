"""How easy a text is to read, by the name that a survey uses."""

from qmslib._common.reading import reading_ease as reading_ease
