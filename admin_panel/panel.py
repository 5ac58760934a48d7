"""The operator's panel on the hub's app: its rooms, cookies, guards against forged forms, looks."""

import hashlib
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError, CSRFProtect

from admin_panel import sign_in_age
from admin_panel.accounts import accounts
from admin_panel.all_seats import all_seats
from admin_panel.attendance import attendance
from admin_panel.audit import audit
from admin_panel.awards import awards
from admin_panel.backups import backups
from admin_panel.big_screen import screen
from admin_panel.bills import bills
from admin_panel.blocks import blocks
from admin_panel.bookings import bookings
from admin_panel.buy_outs import buy_outs
from admin_panel.cards import cards
from admin_panel.care import care
from admin_panel.career import career
from admin_panel.career_changes import career_changes
from admin_panel.career_list import career_list
from admin_panel.class_meetings import class_meetings
from admin_panel.class_people import class_people
from admin_panel.classes import classes
from admin_panel.clock_line import clock_line
from admin_panel.draft_media import MEDIA_FORM_LIMIT_BYTES, draft_media
from admin_panel.drafts import drafts
from admin_panel.dues import dues
from admin_panel.editions import editions
from admin_panel.equipment import equipment
from admin_panel.exams import exams
from admin_panel.floor import floor
from admin_panel.floor_control import control
from admin_panel.forms import Form
from admin_panel.frame import languages, page
from admin_panel.gradebook import gradebook
from admin_panel.guards import SIGN_IN, SignedIn, i_may, signed_in
from admin_panel.hand_marks import hand_marks
from admin_panel.health import health
from admin_panel.history import history
from admin_panel.hours import hours
from admin_panel.house_rules import house_rules
from admin_panel.item_results import item_results
from admin_panel.item_sheets import SHEET_FORM_LIMIT_BYTES, item_sheets
from admin_panel.kept import kept
from admin_panel.language import language, language_of
from admin_panel.leakage import leakage
from admin_panel.learner_records import learner_records
from admin_panel.learner_work import learner_work
from admin_panel.live_orders import orders
from admin_panel.live_room import live
from admin_panel.me import me
from admin_panel.modules import MODULE_FORM_LIMIT_BYTES, modules
from admin_panel.offers import offers
from admin_panel.open_day import open_day
from admin_panel.opening_tables import opening_tables
from admin_panel.openings import openings
from admin_panel.packing_up import packing
from admin_panel.people import people
from admin_panel.products import products
from admin_panel.receipts import receipts
from admin_panel.reflection_queue import reflection_queue
from admin_panel.remark import remark
from admin_panel.report_overview import overview
from admin_panel.reports import reports
from admin_panel.saved_settings import saved
from admin_panel.sending import tell_scripts
from admin_panel.setting_tabs import setting_tabs
from admin_panel.settings import settings
from admin_panel.sign_in import PlainFrame, sign_in
from admin_panel.sounds import SOUND_FORM_LIMIT_BYTES, sounds
from admin_panel.sponsorships import sponsorships
from admin_panel.staff import staff as staff_pages
from admin_panel.statements import STATEMENT_FORM_LIMIT_BYTES, statements
from admin_panel.statutory import statutory
from admin_panel.sticks import sticks
from admin_panel.subscriptions import subscriptions
from admin_panel.sync import sync
from admin_panel.tariff import tariff
from admin_panel.tasks import tasks
from admin_panel.till import till
from admin_panel.translating import WORDS_FORM_LIMIT_BYTES, translating
from admin_panel.voucher_batches import batches
from admin_panel.vouchers import vouchers
from admin_panel.waiting import waiting
from admin_panel.work_items import work_items
from kiosk import refusal_pages
from kiosk.acts.people import sign_in_subject
from kiosk.hub import Hub
from kiosk.looks.headers import secure
from kiosk.looks.jinja import dress
from kiosk.looks.own_pages import LOOPBACK, SAFE, AnyAddress, OwnCookies, check_own_page
from kiosk.protocol.awards import FILE_LIMIT_BYTES as AWARD_FILE_LIMIT_BYTES
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import lock_outs, staff

ROOMS: tuple[Blueprint, ...] = (
    *(
        sign_in,
        me,
        language,
        floor,
        control,
        all_seats,
        open_day,
        clock_line,
        bills,
        dues,
        vouchers,
        batches,
        till,
        receipts,
        leakage,
        statutory,
        overview,
        reports,
        products,
        equipment,
        buy_outs,
        statements,
        accounts,
        people,
        blocks,
        bookings,
        waiting,
        cards,
        history,
        care,
        kept,
        awards,
        learner_records,
        exams,
        career,
        career_changes,
        career_list,
        opening_tables,
        openings,
        subscriptions,
        live,
        orders,
        packing,
        screen,
        classes,
        class_people,
        class_meetings,
        attendance,
        gradebook,
        item_results,
        learner_work,
        reflection_queue,
        hand_marks,
        modules,
        drafts,
        draft_media,
        editions,
        item_sheets,
        translating,
        sounds,
        work_items,
        remark,
        tasks,
        sticks,
        settings,
        saved,
        staff_pages,
        hours,
        sync,
        tariff,
        offers,
        sponsorships,
        house_rules,
        audit,
        backups,
        health,
    ),
)
FORM_LIMIT_BYTES = 64 * 1024
DRAFT_FORM_LIMIT_BYTES = 256 * 1024
FORM_LIMITS_BYTES = {
    "modules.take": MODULE_FORM_LIMIT_BYTES,
    "sounds.keep": SOUND_FORM_LIMIT_BYTES,
    "translating.save": WORDS_FORM_LIMIT_BYTES,
    "item_sheets.look": SHEET_FORM_LIMIT_BYTES,
    "draft_media.take": MEDIA_FORM_LIMIT_BYTES,
    "drafts.save": DRAFT_FORM_LIMIT_BYTES,
    "statements.check": STATEMENT_FORM_LIMIT_BYTES,
    "lobby_award.check": AWARD_FILE_LIMIT_BYTES + FORM_LIMIT_BYTES,
}
"""Forms with a file."""
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104  compared with, not listened on
LOBBY_ROOMS = frozenset({"lobby", "lobby_line", "lobby_award", "lobby_class"})
"""They stand on the same app, and a phone's form is guarded like any other."""
COOKIE_PURPOSE = b"panel cookies/1"


def dress_panel(app: Flask, hub: Hub) -> None:
    """Put the panel on an app whose extension `hub` is this hub."""
    _configure(app, hub)
    dress(
        app,
        language_of=language_of,
        currency_of=lambda: hub.settings,
        zone_of=lambda: ZoneInfo(hub.settings.timezone),
    )
    secure(app)
    app.jinja_env.globals["may"] = i_may
    app.jinja_env.globals["setting_tabs"] = setting_tabs
    _let_staff_in(app, hub)
    csrf = CSRFProtect(app)
    for room in ROOMS:
        app.register_blueprint(room)
    _guard_forms(app, csrf)
    tell_scripts(app)
    refusal_pages.install(app, draw)


def draw(_refusal: Refusal, said: str) -> ResponseReturnValue:
    """A refusal as a page: in the panel's frame for staff, else on a plain one."""
    if signed_in() is not None:
        return page("refused/show.html", here="", said=said)
    frame = PlainFrame("", url_for("sign_in.show"), languages())
    form = Form({})
    return make_response(
        render_template(
            "refused/plain.html", frame=frame, said=said, toast=None, errors=form.errors
        )
    )


def _configure(app: Flask, hub: Hub) -> None:
    """Cookies have a name of their own: they ignore ports, and an exchange may stand beside."""
    app.secret_key = app.secret_key or _cookie_key(hub)
    app.session_interface = OwnCookies()
    if _trusted_hosts(hub.settings) is None:
        app.request_class = AnyAddress
    app.config.update(
        SESSION_COOKIE_NAME="hub_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=hub.settings.signed_in_for_s,
        TRUSTED_HOSTS=_trusted_hosts(hub.settings),
        WTF_CSRF_CHECK_DEFAULT=False,  # stations sign their calls; the panel's rooms check below
        WTF_CSRF_TIME_LIMIT=None,  # a floor left open all day must still work
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, and our pages send none
    )


def _trusted_hosts(settings: HubSettings) -> list[str] | None:
    """The names this site is asked by; None: any of its addresses, see `AnyAddress`."""
    if settings.trusted_hosts:
        return [*settings.trusted_hosts, *LOOPBACK]
    return None if settings.host in EVERY_ADDRESS else [settings.host, *LOOPBACK]


def _cookie_key(hub: Hub) -> bytes:
    """A key for cookies out of the hub's own, so that a restart signs nobody out."""
    return hashlib.blake2b(bytes(hub.keys.signing), key=COOKIE_PURPOSE, digest_size=32).digest()


def _let_staff_in(app: Flask, hub: Hub) -> None:
    manager = LoginManager(app)
    manager.session_protection = "basic"

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(kept: str) -> SignedIn | None:
        name = session.get(SIGN_IN, "")
        person, _dot, ended_before = kept.partition(".")
        with hub.read() as db:
            who = staff.by_id(db, person)
            ended = lock_outs.locked_until(db, sign_in_subject(name), hub.now()) is not None
        over = ended or sign_in_age.is_over()
        if who is None or over or not name or str(who.sign_ins_ended) != (ended_before or "0"):
            return None
        return SignedIn(who)


def _guard_forms(app: Flask, csrf: CSRFProtect) -> None:
    """Before any view of panel or lobby: a form of our own, and not too long."""
    names = {room.name for room in ROOMS} | LOBBY_ROOMS

    @app.before_request
    def check() -> None:
        if request.blueprint not in names:
            return
        request.max_content_length = FORM_LIMITS_BYTES.get(request.endpoint or "", FORM_LIMIT_BYTES)
        sign_in_age.note_seen()
        if request.method in SAFE:
            return
        check_own_page()
        try:
            csrf.protect()
        except CSRFError as error:
            raise Refusal("csrf_failed") from error
