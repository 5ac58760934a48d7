"""A maker of backups that has no process: the same work, in the thread that asks, by the test's clock."""

from kiosk.backups.making import make


class AtOnce:
    """`hub.backups.maker` of the tests that are not about the process."""

    def __init__(self, clock) -> None:
        self.clock, self.ended = clock, False

    def have_done(self, asked, tell):
        return make(asked, tell, self.clock)

    def end(self, *, within_s):
        self.ended = True
