"""What Steppingstone promises about faults, and the test that holds each promise.

`docs/promises.md` is made from these rows and from `figures.json`, the last counts that ran whole.
A test asks the fixture `rounds` for its seeds by the promise's key (see `rounds.py`).
"""

from faults.promise import Promise

PROMISES: tuple[Promise, ...] = (
    Promise(
        key="power_cut_hub",
        fault="The power of the hub is cut, anywhere; what was not synced is lost, torn, reordered.",
        words="Nothing acknowledged is missing, nothing is damaged, the books add up.",
        tests=("tests/faults/test_power_cuts.py",),
        counted="cuts",
        ci=14_000,
        long=700_000,
    ),
    Promise(
        key="power_cut_station",
        fault="The power of a station is cut, anywhere, in the same ways.",
        words="Answers that were called saved are there, used seconds too, and no number of a fact "
        "that the hub has heard is given twice.",
        tests=("tests/faults/test_power_cuts.py",),
        counted="cuts",
        ci=6_000,
        long=300_000,
    ),
    Promise(
        key="power_cut_exchange",
        fault="The power of an exchange on SQLite is cut, anywhere, in the same ways; or its disk "
        "breaks at any write of a push, a posting, a decision.",
        words="What a hub or a requester was told is there, the escrow adds up, no number of a fact"
        " that a hub has fetched is given twice.",
        tests=("tests/faults/test_exchange_power_cuts.py",),
        counted="cuts",
        ci=4_000,
        long=200_000,
    ),
    Promise(
        key="cut_upgrades",
        fault="The power is cut while a hub's or a station's database is made or brought up to date.",
        words="Each step is there whole or not at all, and the next start goes on.",
        tests=("tests/faults/test_cut_upgrades.py",),
        counted="cuts",
        ci=600,
        long=60_000,
    ),
    Promise(
        key="writer_batch",
        fault="The disk is full, SQLite is interrupted or an act refuses, at any place of a batch.",
        words="Nothing is confirmed that is not on the disk; the others of the batch are done.",
        tests=("tests/disk/test_ended_transactions.py", "tests/faults/test_full_disks.py"),
    ),
    Promise(
        key="one_escrow",
        fault="Eight threads spend one escrow, on SQLite and on PostgreSQL, 2,000 acts, each asked "
        "for twice; connections are killed in the middle.",
        words="Never below zero, nothing is spent twice, both of a double click are told the same.",
        tests=("tests/exchange/test_one_escrow.py",),
    ),
    Promise(
        key="postgres_gone",
        fault="The exchange's PostgreSQL ends the connection before any statement, or the commit, of a "
        "push, a post, a decision, an allotment.",
        words="Nothing is confirmed that is not kept; asked again, it is done once and paid once.",
        tests=("tests/exchange/test_failing_databases.py",),
    ),
    Promise(
        key="exchange_copies",
        fault="The exchange's disk is lost; somebody puts a copy back, on SQLite or on PostgreSQL.",
        words="Hubs let go of nothing but what a verified copy on another disk has, as the copy says; "
        "an older one is refused unless it is asked for.",
        tests=("tests/exchange/test_backed_up.py",),
    ),
    Promise(
        key="full_seat",
        fault="The disk of a station is full, at every write of an answer to a task, a practice "
        "question and an exam.",
        words="The visitor is told at once and the answer stays in the form; sent again, it is kept.",
        tests=("tests/faults/test_full_seat.py", "tests/station_agent/test_full_disk.py"),
    ),
    Promise(
        key="full_disk",
        fault="The disk is full or breaks, at every write and sync of a sale, a refund, a push, an "
        "exam and the close of a shift.",
        words="Nothing is confirmed falsely; it is said why; done once when there is room again.",
        tests=("tests/faults/test_full_disks.py", "tests/admin_panel/test_full_disk.py"),
    ),
    Promise(
        key="another_seat",
        fault="A seat loses its power or its line in the middle of an exam or a paid task, and its "
        "visitor goes on at another one; either seat comes back first.",
        words="An exam goes on as the same try with its first answers; a task is begun where it was"
        " left, answered once and paid once.",
        tests=(
            "tests/acts/test_exam_answers.py",
            "tests/station_agent/test_exam_elsewhere.py",
            "tests/acts/test_begun_tasks.py",
            "tests/station_agent/test_work_elsewhere.py",
        ),
    ),
    Promise(
        key="leases",
        fault="Any schedule of power cuts, kills, sleep, wrong clocks, lost, late and doubled calls,"
        " a restored hub, stolen leases, one voucher and one card at three seats.",
        words="Seconds charged are seconds used, at most 5 fewer a cut; each charged once; no seat"
        " runs beyond its lease; what was used twice is found.",
        tests=("tests/faults/test_lease_machine.py",),
        counted="schedules",
        ci=10_000,
        long=1_000_000,
    ),
    Promise(
        key="killed_hub",
        fault="The hub is killed while its desk takes money, gives it back and counts, stations open"
        " sessions, renew leases, send facts and buy time, a job renews; or while it starts.",
        words="What was answered is on the disk; asked again, each thing was done once; the books are"
        " those of a day without a kill.",
        tests=("tests/faults/test_killed_hub.py",),
        counted="kills",
        ci=50,
        long=10_000,
    ),
    Promise(
        key="killed_agent",
        fault="The agent of a seat is killed while its visitor answers, practises, sits an exam, types"
        " and buys time, and the hub is away or loses answers; or while it starts.",
        words="What was called saved is on the disk; the hub hears each thing once; the session goes"
        " on and is charged what the boot's clock counted.",
        tests=("tests/faults/test_killed_agent.py",),
        counted="kills",
        ci=50,
        long=10_000,
    ),
    Promise(
        key="killed_exchange",
        fault="The exchange, on SQLite or on PostgreSQL, is killed while requesters post and decide,"
        " hubs pull, answer and give back, money comes in and its timer pays; or while it starts.",
        words="What was answered is kept; asked again, each thing was done once; each approved answer"
        " is paid once, streams have no gap, all money is somewhere.",
        tests=("tests/faults/test_killed_exchange.py",),
        counted="kills",
        ci=50,
        long=10_000,
    ),
    Promise(
        key="killed_starts",
        fault="Hub, exchange or agent is killed again and again while it starts, and makes its database"
        " or brings it up to date.",
        words="It comes up at the next start, with the newest schema and nothing half made.",
        tests=("tests/faults/test_killed_starts.py",),
        counted="kills",
        ci=27,
        long=9_000,
    ),
    Promise(
        key="hostile_pages",
        fault="Three hundred hostile texts stand in names, reasons, modules and tasks.",
        words="In Chromium no script of theirs runs and nothing is asked of anybody else.",
        tests=("tests/faults/test_hostile_pages.py",),
    ),
    *(
        Promise(
            key=f"malformed_{name}",
            fault="Requests that fit no form, and such as fit, come to every route of "
            f"{whose}: 30 of 100 drawn by schemathesis after its OpenAPI, the others bent by hand.",
            words="No 5xx, no answer that hangs, every no in words; the books stay whole.",
            tests=("tests/faults/test_malformed_requests.py",),
            counted="a route",
            ci=100,
            long=10_000,
        )
        for name, whose in (
            ("hub", "the hub that floor, stations and phones ask"),
            ("house", "the hub's pages of people, till, reports and settings"),
            ("exchange", "the exchange"),
            ("exchange_on_postgres", "the exchange on PostgreSQL"),
            ("seat", "a seat"),
        )
    ),
    Promise(
        key="parsers",
        fault="Bent bytes come to each reader: facts, bundles, modules, tables, codes, files.",
        words="They are read or refused in words; no other error, within bounds of memory and time.",
        tests=("tests/faults/test_parsers.py",),
        counted="a reader",
        ci=1_000,
        long=100_000,
    ),
    Promise(
        key="fuzzed_parsers",
        fault="The same readers are searched by atheris, which keeps what reaches new lines of code.",
        words="The same. In CI its kept inputs are read again; with `--long` each round is a minute.",
        tests=("tests/faults/test_parsers.py",),
        counted="rounds",
        ci=1,
        long=240,
    ),
    Promise(
        key="too_much",
        fault="More is sent to a route than it takes: bytes, fields, parts.",
        words="It is refused in words, and signed to a machine; every answer has its headers.",
        tests=("tests/faults/test_too_much.py",),
    ),
    Promise(
        key="guessing",
        fault="Somebody guesses at passwords, PINs, keys and codes without pause.",
        words="So many tries a day; nobody else is locked out; an unknown name is told the same.",
        tests=(
            "tests/faults/test_guessing.py",
            "tests/admin_panel/test_lock_out.py",
            "tests/exchange/test_lock_out.py",
        ),
    ),
    Promise(
        key="archives",
        fault="An uploaded archive names files outside, holds links or devices, lies, or is a bomb.",
        words="Nothing of it is written; it is refused in words, and stopped while it inflates.",
        tests=("tests/faults/test_archives.py",),
    ),
    Promise(
        key="bad_line",
        fault="The line loses, doubles, reorders, cuts and leaves hanging what thirty stations say.",
        words="Each fact is at the hub, and does its work there exactly once.",
        tests=("tests/faults/test_bad_line.py",),
        counted="facts",
        ci=10_000,
        long=1_000_000,
    ),
    Promise(
        key="long_away",
        fault="The exchange was away for a week, and fifty thousand answers wait at the hub.",
        words="Each goes once; the last cost what the first did, and memory stays flat.",
        tests=("tests/faults/test_long_away.py",),
        counted="answers",
        ci=50_000,
        long=250_000,
    ),
    Promise(
        key="every_route",
        fault="Every role, and nobody, asks every route for what belongs to somebody else.",
        words="It is refused or not there; nothing is shown and nothing changes.",
        tests=(
            "tests/faults/test_every_route.py",
            "tests/admin_panel/test_routes.py",
            "tests/admin_panel/test_wrong_ids.py",
        ),
    ),
    Promise(
        key="forged_forms",
        fault="Another site sends a form in somebody's name, or is given our address by its DNS.",
        words="Each is refused, at every route of hub, lobby and exchange that changes something.",
        tests=("tests/faults/test_forged_forms.py",),
    ),
    Promise(
        key="restored_hub",
        fault="The hub is restored from a backup that is 1 to 24 hours old.",
        words="Nothing is lost that a station still holds, nothing counts twice, the books add up.",
        tests=("tests/faults/test_restored_hub.py", "tests/faults/test_restored_checks.py"),
        counted="restores",
        ci=20,
        long=500,
    ),
    Promise(
        key="put_back",
        fault="The disk of a station is put back as it was, or is the image of another one's.",
        words="It gives no number twice: what it says from then on arrives, counts and is paid once.",
        tests=("tests/faults/test_put_back.py", "tests/link/test_renumbering.py"),
        counted="times put back",
        ci=24,
        long=2_000,
    ),
    Promise(
        key="put_back_hub",
        fault="Somebody copies an older folder of the hub over the newer one, and starts it.",
        words="The first station that is ahead tells it: as after a restore nothing is lost that a"
        " station still holds, and orders are carried out again.",
        tests=("tests/faults/test_put_back.py", "tests/station_api/test_put_back.py"),
        counted="times put back",
        ci=20,
        long=500,
    ),
    Promise(
        key="new_keys",
        fault="Stations are removed and come in again with new keys, cut off in the middle of it.",
        words="Old keys or new ones, never neither; every answer comes once, is kept for staff where "
        "its key may be a thief's, and is paid once.",
        tests=(
            "tests/faults/test_new_keys.py",
            "tests/station_api/test_new_keys.py",
            "tests/acts/test_removed_stations.py",
        ),
        counted="walks",
        ci=10,
        long=2_000,
    ),
    Promise(
        key="changed_keys",
        fault="The hub's keys are changed and the power goes in it; seats are away, sticks come late.",
        words="It has the old keys or the new ones; seats and exchange follow nobody else, and every "
        "answer comes once.",
        tests=(
            "tests/faults/test_changed_keys.py",
            "tests/test_changed_keys.py",
            "tests/station_api/test_hub_key_change.py",
        ),
        counted="changes cut off",
        ci=40,
        long=2_000,
    ),
    Promise(
        key="next_visitor",
        fault="The next visitor looks for the last one: on the disk, behind Back, in the browser.",
        words="Nothing is found, however the session ended; a stolen disk of a running one tells nothing.",
        tests=("tests/faults/test_canary.py", "tests/faults/test_old_forms.py"),
    ),
    Promise(
        key="half_open",
        fault="1,000 connections to the hub as deployed are left half-open, in each state there is.",
        words="Honest requests are answered all the same, behind Caddy and without it.",
        tests=("tests/faults/test_half_open.py", "tests/test_slow_clients.py"),
    ),
    Promise(
        key="secrets_in_logs",
        fault="Somebody reads the logs of all machines, and the audit log, after a whole day.",
        words="No password, PIN, code, voucher, cookie, token or key stands there, in any form.",
        tests=("tests/journeys/test_secrets_in_logs.py",),
    ),
    Promise(
        key="wrong_certificate",
        fault="Somebody near answers for the hub, with another certificate or an old root.",
        words="A station sends nothing and never goes back to plain HTTP; new roots reach it.",
        tests=("tests/station_agent/test_line.py", "tests/faults/test_deployed.py"),
    ),
    Promise(
        key="lost_stick",
        fault="A stick with a backup is lost, pulled out, full, worn, cut, or a bit of it flips.",
        words="Who finds it reads nothing; what is not as it was written never counts as a backup.",
        tests=("tests/faults/test_lost_stick.py", "tests/backups/test_sealed_in_other_hands.py"),
        counted="flips and cuts",
        ci=300,
        long=20_000,
    ),
    Promise(
        key="killed_backups",
        fault="What makes a backup is killed, finds the disk full or no memory, at each step; hangs;"
        " the hub stops or dies in its midst.",
        words="No half copy counts, the desk goes on, the page says why, the next one is made as if "
        "nothing had been; an evening's backup is waited for.",
        tests=(
            "tests/faults/test_killed_backups.py",
            "tests/faults/test_backups_beside.py",
            "tests/backups/test_beside.py",
        ),
        counted="steps",
        ci=210,
        long=210,
    ),
    Promise(
        key="runbook",
        fault="The hub's machine is dead; somebody follows deploy/RUNBOOK.md on another one.",
        words="It is the hub again by the lines that stand there; seats come back and send again.",
        tests=("tests/faults/test_runbook.py", "tests/backups/test_backup_files.py"),
    ),
    Promise(
        key="damaged_hub",
        fault="The hub's database is damaged or gone, or the hub was cut off.",
        words="No empty one takes its place; a page says which backup to restore, seats go on.",
        tests=("tests/test_start_check.py", "tests/faults/test_damaged_hub.py"),
    ),
    Promise(
        key="damage_beside",
        fault="The power is cut again and again at a site with years of data; its disk goes bad.",
        words="It opens at once; all is read beside the work and comes to an end; damage stops it.",
        tests=("tests/faults/test_damage_beside.py", "tests/test_checking_child.py"),
    ),
    Promise(
        key="replayed_calls",
        fault="A signed request is sent again, changed, or by two machines with one key.",
        words="It is done once or refused, also after the hub was started anew.",
        tests=("tests/faults/test_replayed_calls.py",),
    ),
    Promise(
        key="clock_jumps",
        fault="The clock of the hub or of a station jumps by an hour or a day, or starts wrong.",
        words="No used second changes; what goes by the date waits until somebody confirms it.",
        tests=("tests/faults/test_clock_jumps.py", "tests/faults/test_wrong_clock.py"),
    ),
    Promise(
        key="bundles",
        fault="A bundle comes by stick twice, shuffled, in parts, cut short, or with bits flipped.",
        words="Every order comes to the same end; whatever is damaged is refused, nothing changed.",
        tests=("tests/faults/test_bundles.py",),
        counted="damages",
        ci=500,
        long=20_000,
    ),
)
BY_KEY = {promise.key: promise for promise in PROMISES}
