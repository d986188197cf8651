"""Internal customer service quality: a toolbox, and the course built on it."""

__version__ = "0.1.0"
