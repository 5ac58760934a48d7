"""The commands as they are, only that what happens by itself happens at once: many deaths meet it so."""

import dataclasses

from kiosk import trying

trying.CRASHES_BEFORE_PARKED = 1_000_000  # who is killed from outside was not ended by a fact


def hub():
    """`kiosk`; subscriptions are renewed twenty times a second, not once a minute."""
    from kiosk import serve
    from kiosk.cli.main import kiosk

    serve.JOBS = tuple(
        dataclasses.replace(job, every_s=0.05) if job.name == "renew_subscriptions" else job
        for job in serve.JOBS
    )
    kiosk(prog_name="kiosk")


def exchange():
    """`kiosk`; an approval is paid at the next look of the timer, and that looks ten times a second."""
    from kiosk.cli.main import kiosk
    from kiosk.exchange import serve
    from kiosk.exchange.acts import approving

    approving.HELD_S = 0
    serve.TIMER_EVERY_S = 0.1
    kiosk(prog_name="kiosk")
