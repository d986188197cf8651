"""Figures with their intervals, by the names that a survey uses."""

from qmslib._common.estimates import Estimate as Estimate, difference as difference, proportion as proportion
