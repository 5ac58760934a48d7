"""What the small hub of a station's tests does when staff remove the station."""

import dataclasses

PUSH = "/sync/v1/push"


class RemovingHub:
    """`takes_from_removed = False`: as a hub of before, which lets no removed station in at all."""

    takes_from_removed = True

    def remove(self, *, revoked=True):
        """Staff remove the station, or let it in anew."""
        self.peer = dataclasses.replace(self.peer, revoked=revoked)

    def may_bring(self, path):
        return self.takes_from_removed and path == PUSH
