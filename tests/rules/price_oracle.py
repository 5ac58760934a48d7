"""The price of one use, counted second by second straight from DESIGN.md §6.

Slow and plain on purpose, and written against the files of `kiosk quote`, not against our code.
"""

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
KINDS = ["sponsorship", "subscription", "package"]


def epoch(text):
    return int(dt.datetime.fromisoformat(text).timestamp() // 1)


def minutes(text):
    return int(text[:2]) * 60 + int(text[3:])


def in_window(days, start, end, wall):
    """`wall` is the local time; `days` None means any."""
    now = wall.hour * 60 + wall.minute
    today, yesterday = DAYS[wall.weekday()], DAYS[wall.weekday() - 1]
    if start < end:
        return start <= now < end and (days is None or today in days)
    if now >= start:
        return days is None or today in days
    return now < end and (days is None or yesterday in days)


def running_seconds(use):
    running, since, zone, found = False, 0, use["zone"], []
    for fact in use["facts"]:
        now = epoch(fact["at"])
        if running:
            found += [(second, zone) for second in range(since, now)]
        since = now
        if fact["kind"] == "moved":
            zone = fact["zone"]
        elif fact["kind"] in {"opened", "resumed"}:
            running = True
        else:
            running = False
    return found


def rate_of(tariff, zone, group, wall):
    best, found = (), None
    for line in tariff["rate"]:
        start, end = minutes(line.get("from", "00:00")), minutes(line.get("to", "24:00"))
        days = line.get("days")
        if line["zone"] not in ("*", zone) or line["group"] not in ("*", group):
            continue
        if not in_window(days, start, end, wall):
            continue
        limited = (days is not None and len(days) < 7) or (start, end) != (0, 1440)
        specific = (line["zone"] != "*", line["group"] != "*", limited)
        if specific >= best:
            best, found = specific, line["per_hour_minor"]
    return found


def pass_of(passes, second, zone, wall, day):
    for each in passes:
        zones, quota = each.get("zones"), each.get("seconds_a_day_left")
        start, end = minutes(each.get("from", "00:00")), minutes(each.get("to", "24:00"))
        if second >= epoch(each["lapses"]) or each["seconds_left"] <= 0:
            continue
        if zones is not None and zone not in zones:
            continue
        if not in_window(each.get("days"), start, end, wall):
            continue
        if quota is not None and quota.get(day, 0) <= 0:
            continue
        each["seconds_left"] -= 1
        if quota is not None:
            quota[day] -= 1
        return each["id"]
    return None


def shares(parts, total):
    whole = [int(part // 1) for part in parts]
    order = sorted(range(len(parts)), key=lambda i: parts[i] - whole[i], reverse=True)
    for i in order[: total - sum(whole)]:
        whole[i] += 1
    return whole


def quote(tariff, use):
    """The receipt as `kiosk quote` prints it, with each segment's day."""
    zone_info = ZoneInfo(tariff["timezone"])
    seconds = running_seconds(use)
    receipt = {"used_s": len(seconds), "covered_s": 0, "charged_s": 0, "rounding_s": 0}
    receipt |= {"total_minor": 0, "rounding_minor": 0, "segments": []}
    if len(seconds) < tariff["grace_s"] and not use.get("recent_session"):
        return receipt
    passes = [
        each | {"seconds_a_day_left": dict(each["seconds_a_day_left"])}
        if each.get("seconds_a_day_left") is not None
        else dict(each)
        for each in use.get("passes", [])
    ]
    passes.sort(key=lambda each: (epoch(each["lapses"]), KINDS.index(each["kind"]), each["id"]))
    segments = receipt["segments"]
    for second, zone in seconds:
        wall = dt.datetime.fromtimestamp(second, zone_info)
        day = wall.date().isoformat()
        covered_by = pass_of(passes, second, zone, wall, day)
        rate = 0 if covered_by is not None else rate_of(tariff, zone, use["group"], wall)
        same = ("per_hour_minor", "covered_by", "zone", "day")
        segment = {
            "from": second,
            "to": second + 1,
            "seconds": 1,
            "per_hour_minor": rate,
            "covered_by": covered_by,
            "zone": zone,
            "day": day,
            "minor": 0,
        }
        if segments and all(segments[-1][name] == segment[name] for name in same):
            segments[-1]["to"] = second + 1
            segments[-1]["seconds"] += 1
        else:
            segments.append(segment)
    open_ = [segment for segment in segments if segment["covered_by"] is None]
    charged = sum(segment["seconds"] for segment in open_)
    receipt["covered_s"] = covered = len(seconds) - charged
    if not charged:
        return receipt
    increments = Fraction(max(charged, tariff["minimum_s"] - covered), tariff["increment_s"])
    receipt["charged_s"] = -int(-increments // 1) * tariff["increment_s"]
    receipt["rounding_s"] = receipt["charged_s"] - charged
    cheapest = min(segment["per_hour_minor"] for segment in open_)
    rounding = {
        "seconds": receipt["rounding_s"],
        "per_hour_minor": cheapest,
        "day": open_[-1]["day"],
    }
    price(tariff, use, [*open_, rounding])
    receipt["rounding_minor"] = rounding["minor"]
    receipt["total_minor"] = sum(line["minor"] for line in [*open_, rounding])
    return receipt


def price(tariff, use, lines):
    exact = [Fraction(line["seconds"] * line["per_hour_minor"], 3600) for line in lines]
    days = list(dict.fromkeys(line["day"] for line in lines))
    uncapped, capped = [], []
    for day in days:
        part = sum(e for e, line in zip(exact, lines, strict=True) if line["day"] == day)
        uncapped.append(part)
        if tariff["daily_cap_minor"]:
            already = use.get("charged_today_minor", {}).get(day, 0)
            part = min(part, max(0, tariff["daily_cap_minor"] - already))
        capped.append(Fraction(part))
    total = int((sum(capped) + Fraction(1, 2)) // 1)
    for i, minor in enumerate(shares(capped, total)):
        chosen = [k for k, line in enumerate(lines) if line["day"] == days[i]]
        scaled = [exact[k] * (capped[i] / uncapped[i] if uncapped[i] else 0) for k in chosen]
        for k, share in zip(chosen, shares(scaled, minor), strict=True):
            lines[k]["minor"] = share
