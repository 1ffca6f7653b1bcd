"""Verbs of the station: demo, init, check, self-test."""

import sys
from datetime import datetime, time
from typing import Any

from db.backup import faults
from db.station import queries
from desktop.cli.call import Call, a_date
from desktop.errors import StationUnavailable
from desktop.i18n import _
from desktop.reports.figures.check import figures_wrong, mend_figures
from desktop.station.opening import create_station
from desktop.station.sample.make import COMMUNITY, DEFAULT_SEED, DEFAULT_YEARS, LONG, SMALL, make_sample


def verbs(add: Any, group: Any) -> None:
    """Tell the parser of these verbs."""
    demo = add("demo", make_demo, _("make a sample station with invented people and a past"))
    demo.add_argument("--date", type=a_date, help=_("the day on which the sample lives (default: today)"))
    demo.add_argument("--years", type=float, default=DEFAULT_YEARS, help=_("years of history (default: 1)"))
    demo.add_argument("--community", action="store_true", help=_(
        "as large as a whole community: 16,000 persons; with two years of history or more always"))
    demo.add_argument("--seed", type=int, default=DEFAULT_SEED, help=_("another seed makes other people"))
    init = add("init", initialise, _("make a new, empty station"))
    init.add_argument("--station", required=True, metavar="NAME", help=_("the station's name"))
    init.add_argument("--community", default="", help=_("the community's name"))
    init.add_argument("--phone", default="", help=_("the station's phone"))
    sound = add("check", check, _("check that the station's file is sound"))
    sound.add_argument("--mend", action="store_true", help=_("count figures again that do not agree with the knocks"))
    tried = add("self-test", self_test, _("try everything on a temporary sample station"))
    tried.add_argument("--quick", action="store_true", help=_("plan no roster, and open the pages in one language only"))


def make_demo(call: Call) -> None:
    """Make the sample station, on the morning of the day asked for."""
    asked = call.arguments.date
    now = datetime.combine(asked, time(9, 30)) if asked else call.clock.now()
    wanted = call.arguments
    size = COMMUNITY if wanted.community or wanted.years >= LONG else SMALL
    opened = make_sample(call.folder, now, wanted.years, wanted.seed, size)
    with opened as session:
        name = queries.station(session.store)["name"]
    call.say(_("The sample station “{name}” stands in {folder}. It opens without a password.").format(name=name, folder=call.folder))
    call.answer({"station": name, "folder": str(call.folder)})


def initialise(call: Call) -> None:
    """Make an empty station with one administrator; the recovery key is printed once."""
    wanted = call.arguments
    opened, recovery = create_station(
        call.folder, wanted.station, wanted.community, wanted.account, call.password(), call.clock, phone=wanted.phone)
    opened.close()
    call.say(_("The station “{name}” stands in {folder}; sign in as {account}.").format(
        name=wanted.station, folder=call.folder, account=wanted.account))
    call.say(_("Recovery key: write it down or print it now and lock it away; it is not shown again."))
    call.say(recovery)
    call.answer({"station": wanted.station, "folder": str(call.folder), "account": wanted.account, "recovery_key": recovery.splitlines()})


def check(call: Call) -> int:
    """Pages, structure and references of the file, and whether the figures' roll-up says what the knocks say; `--mend` counts it again."""
    with call.open() as session:
        found = faults(session.store.database)
        wrong = [] if found else figures_wrong(session)
        if wrong and call.arguments.mend:
            mend_figures(session)
    call.answer({"sound": not found, "faults": found, "figures_wrong": len(wrong), "mended": bool(wrong and call.arguments.mend)})
    if found:
        raise StationUnavailable(_("The station's file is damaged ({number} faults). Restore the newest backup. First fault: {fault}").format(
            number=len(found), fault=found[0]))
    call.say(_("The station's file is sound."))
    if not wrong:
        call.say(_("The figures agree with the knocks."))
        return 0
    first = _("{date} {slot}: {stored} counted as {outcome}, but there are {right}").format(**wrong[0])
    if call.arguments.mend:
        call.say(_("The figures did not agree with the knocks ({number} places, first: {first}) and were counted again.").format(
            number=len(wrong), first=first))
        return 0
    print(_("The figures do not agree with the knocks ({number} places, first: {first}). Run check --mend to count them again.").format(
        number=len(wrong), first=first), file=sys.stderr)
    return 1


def self_test(call: Call) -> int:
    """Try everything on a temporary sample station; one line a check."""
    from desktop.cli.selftest import run

    return run(call)
