"""The words this topic speaks with."""

from qmslib._common.findings import texts_beside

TEXTS = texts_beside(__file__)
say = TEXTS.say
finding = TEXTS.finding
