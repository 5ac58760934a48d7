"""How far a learner is towards a step's goal, in words."""

from kiosk.looks.told import GoalLine
from kiosk.rules.mastery import First, Goal, GoalKind, progress
from kiosk.rules.modules import Step
from kiosk.rules.progress import AttemptState
from kiosk.texts import _


def goal_line(state: AttemptState, step: Step, *, number: int) -> GoalLine | None:
    """What is said of the goal of a step; None where it has none."""
    goal = state.goal(step)
    if goal.kind is GoalKind.EACH_ONCE:
        return None
    firsts = state.firsts.get(step.id, ())
    if state.reached(step):
        return GoalLine(_("That is enough: you can do this."), reached=True)
    words = _how_far(goal, firsts)
    if number > 1:
        words = _("Once more, to be sure. {how_far}", how_far=words)
    return GoalLine(words, reached=False)


def _how_far(goal: Goal, firsts: tuple[First, ...]) -> str:
    now = progress(goal, [one.right for one in firsts])
    if goal.kind is GoalKind.IN_A_ROW:
        return _("{right} right in a row: {enough} is enough.", right=now.right, enough=now.enough)
    if now.given < now.of:
        return _(
            "{right} of {given} right so far: {enough} of {of} is enough.",
            right=now.right,
            given=now.given,
            enough=now.enough,
            of=now.of,
        )
    return _(
        "{right} of the last {of}: {enough} is enough.",
        right=now.right,
        of=now.of,
        enough=now.enough,
    )
