"""What a fake hub sells to who sits at a seat: a period, a yes to renewals, more time."""

from kiosk.protocol import time_calls
from kiosk.rules.refusals import Refusal


class SellingHub:
    """The part of `FakeHub` that takes from accounts, each time after a PIN."""

    def _pay(self, paying):
        kept = self._session(paying.session)
        code = kept["visitor"].removeprefix("visitor-")
        if self.doors[code][0] != paying.pin:
            raise Refusal("wrong_pin")
        self.payments.append(paying)
        if self.refuses_payment:
            raise Refusal(self.refuses_payment)
        self.tell(kept["visitor"], lapsing=None)
        return time_calls.Paid(until=self.clock.now())

    def _on_sale(self, session):
        kept = self._session(session)
        return time_calls.OnSale(self.on_sale, self.records[kept["visitor"]].balance_minor)

    def _buy(self, buying):
        kept = self._session(buying.session)
        code = kept["visitor"].removeprefix("visitor-")
        if self.doors[code][0] != buying.pin:
            raise Refusal("wrong_pin")
        self.payments.append(buying)
        if self.refuses_payment:
            raise Refusal(self.refuses_payment)
        wanted = next(one for one in self.on_sale if one.offer == buying.offer)
        kept["seconds"] += wanted.seconds
        balance = self.records[kept["visitor"]].balance_minor - wanted.price_minor
        self.tell(kept["visitor"], balance_minor=balance)
        return time_calls.Bought(kept["seconds"])

    def _renewal(self, answering):
        kept = self._session(answering.session)
        code = kept["visitor"].removeprefix("visitor-")
        if answering.price_minor and self.doors[code][0] != answering.pin:
            raise Refusal("wrong_pin")
        self.answers.append(answering)
        renewing = self.records[kept["visitor"]].renewing
        agreed = answering.price_minor > 0
        told = time_calls.Renewing(renewing.title, renewing.price_minor, agreed)
        self.tell(kept["visitor"], renewing=told)
        return time_calls.Answered(agreed)
