"""What a fake hub keeps of half typed answers."""

from kiosk.protocol.drafts import Draft, DraftKept, Drafts
from kiosk.protocol.sealing import seal, unseal
from kiosk.rules.refusals import Refusal


class DraftHub:
    """The part of `FakeHub` that keeps drafts: `drafts[visitor][name]`, sealed to it."""

    def _keep_draft(self, keeping):
        if keeping.session not in self.sessions:
            raise Refusal("no_session_here")
        mine = self.drafts.setdefault(self.sessions[keeping.session]["visitor"], {})
        mine[keeping.draft.name] = keeping.draft.sealed
        return DraftKept(kept=True)

    def _drafts(self, session):
        mine = self.drafts.get(self._session(session)["visitor"], {})
        plain = {name: unseal(self.keys.sealing, one) for name, one in mine.items() if one}
        key = self.peer.public_sealing
        return Drafts(tuple(Draft(name, seal(key, one)) for name, one in plain.items()))
