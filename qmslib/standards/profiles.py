"""Ready-made stages of published complaints codes, each with its edition and the day it was checked."""

from __future__ import annotations

from qmslib.standards.deadlines import Stage


def ombudsman_stages() -> tuple[Stage, ...]:
    """The time limits of the Complaint Handling Code for councils in England, as stages for `track_stages`.

    The log needs the columns ``received``, ``acknowledged``, ``answered`` (stage 1), ``escalated`` (the request to
    go on to stage 2), ``review_acknowledged`` and ``review_answered``. It is an example: hold it against your own
    procedure, and against the Code as it stands, before you use it.

    Returns
    -------
    tuple of Stage
        Acknowledgement in 5 working days; stage 1 in 10 from the acknowledgement, extended by at most 10; stage 2
        acknowledged in 5 from the request, and answered in 20 from that acknowledgement, extended by at most 20.

    Notes
    -----
    Source: Local Government and Social Care Ombudsman, Complaint Handling Code (February 2024), section 6; applied
    in the Ombudsman's casework from April 2026. Checked on 21 November 2026. The Code allows a longer extension for
    a good reason; raise `Stage.extension` where your procedure does.

    Examples
    --------
    >>> [(stage.name, stage.days, stage.extension) for stage in ombudsman_stages()]
    [('acknowledge', 5, 0), ('stage 1', 10, 10), ('acknowledge stage 2', 5, 0), ('stage 2', 20, 20)]
    """
    return (
        Stage("acknowledge", days=5, done="acknowledged"),
        Stage("stage 1", days=10, done="answered", since="acknowledge", extension=10),
        Stage("acknowledge stage 2", days=5, done="review_acknowledged", since="escalated"),
        Stage("stage 2", days=20, done="review_answered", since="acknowledge stage 2", extension=20),
    )
