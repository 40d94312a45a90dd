#!/usr/bin/env python3
"""Runs whole days of both model posts over HTTP, in every layout, from configuration alone.

Officers sign in at the desks. Each asks what is next and does what his card calls the usual step; vehicles and parties
on foot of nine kinds cross in both directions until each has come to its end. Some come to another one: refused on exit
or on entry, turned back, detained, seized, stored and reloaded, left behind by the bus. Nothing here knows of a layout,
a station or an order of controls: it is all read from the answers.

Judged of each crossing: its end, that every control the law requires is closed, that in = out + refused + detained +
inside after every step, and that the minutes join without gap and add up to the stay. Judged of the day: the persons.
Usage: whole_post.py PROGRAM [--only NAME ...] [--few] [--count] [--seed N]. Prints the seed and at the end
"N crossings, N ended as wanted, N minutes attributed exactly".
"""
import argparse
import collections
import datetime
import http.client
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from travellers import KINDS, OTHER_ENDS, Trip  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPEED = 60  # of the domain's clock: a second of the wall is a minute of the post
KORDAY, ZHIBEK = "posts/korday-akjol.yaml", "posts/zhibekzholy-gishtkuprik.yaml"
DAYS = {name: (post, layout, start) for name, post, layout, start in (
    ("korday two_stop 2010", KORDAY, "two_stop", "2010-07-05T02:00:00Z"),
    ("korday double 2010", KORDAY, "double", "2010-07-05T02:00:00Z"),
    ("korday shared 2010", KORDAY, "shared", "2010-07-05T02:00:00Z"),
    ("korday combined 2010", KORDAY, "combined", "2010-07-05T02:00:00Z"),
    ("korday country_of_entry 2010", KORDAY, "country_of_entry", "2010-07-05T02:00:00Z"),
    ("korday combined 2016", KORDAY, "combined", "2016-07-05T02:00:00Z"),
    ("zhibek shared 2016", ZHIBEK, "shared", "2016-07-05T02:00:00Z"),
)}
TEXT = "As the papers at hand and the traveller's own account have shown"
# What an officer writes into the fields that a card asks for; a reason is a code in some commands, a sentence in others.
WRITTEN = {"evidence": TEXT, "note": TEXT, "findings": TEXT, "account": TEXT, "place": "Warehouse 2", "kind": "false_papers", "article": "1 of a model code",
           "how": "fine", "reference": "receipt 17", "occupancy": "passage 17", "verdict": "innocent", "outcome": "passed"}
REASON_IS_CODE = {"PlaceHold", "RefuseSubject", "Withdraw", "RequestHold"}
RESULTS = {"text": "MODEL 17", "number": "12000", "numbers": "6000,6000", "day": "2036-01-01"}
CLOSED = {"passed", "passed_with_remarks", "abolished", "waived", "recognised", "not_required"}


def instant_ms(text):
    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


# --- the post ---

class Wrong(Exception):
    pass


class Post:
    def __init__(self, program, folder, post, layout, start):
        self.process = subprocess.Popen([program, "serve", "--demo", "--post", post, "--layout", layout, "--start", start, "--speed", str(SPEED), "--data", f"{folder}/post.db",
                                         "--port", "0", "--log", ""], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        line = self.process.stdout.readline()
        if "listens on" not in line:
            raise Wrong(f"the server does not start: {line}")
        self.connection = http.client.HTTPConnection("127.0.0.1", int(line.rsplit(":", 1)[1]), timeout=60)
        self.about = self.get("/api/v1/post")

    def call(self, method, path, body=None, desk=None, headers=()):
        heads = {"Content-Type": "application/json", **dict(headers)}
        if desk:
            heads["Authorization"] = "Bearer " + desk["token"]
        self.connection.request(method, path, json.dumps(body) if body is not None else None, heads)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    def get(self, path, desk=None):
        status, answer = self.call("GET", path, desk=desk)
        if status != 200:
            raise Wrong(f"GET {path} answers {status}: {answer}")
        return answer

    def staff(self):
        """One officer at the first of each row of like desks; a post numbers them."""
        rows = {}
        for officer in self.get("/api/v1/demo/officers")["officers"]:
            rows.setdefault(re.sub(r"_\d+$", "", officer["desk"]), officer)
        for desk in rows.values():
            status, session = self.call("POST", "/api/v1/sessions", {key: desk[key] for key in ("name", "password", "desk")})
            if status != 201:
                raise Wrong(f"{desk['desk']} cannot sign in: {session}")
            desk["token"] = session["token"]
        return list(rows.values())

    def stop(self):
        self.process.terminate()
        return self.process.wait()


class Day:
    def __init__(self, post, chance):
        self.post, self.chance = post, chance
        self.desks = post.staff()
        self.states = [one["code"] for one in post.about["states"]]
        self.findings = collections.defaultdict(list)  # facts that a control may find, by the kind of their subject
        for fact in post.about["facts"]:
            if fact["source"] == "control":
                self.findings[fact["of"]].append(fact["code"])
        self.trips, self.minutes_ms, self.commands = {}, 0, 0

    # Arrival: whichever desk the law lets register it.
    def register(self, trip):
        traffic_class = KINDS[trip.kind][0]
        on_foot = next(one["on_foot"] for one in self.post.about["classes"] if one["code"] == traffic_class)
        lane = next(one["code"] for one in self.post.about["lanes"] if traffic_class in one["classes"] and (not one["exit_states"] or trip.exit_state in one["exit_states"]))
        body, answers = {"command": trip.arrival(lane, on_foot)}, []
        for desk in sorted(self.desks, key=lambda one: one["state"] != trip.exit_state):
            status, answer = self.post.call("POST", "/api/v1/crossings", body, desk, {"Crossing-Id": trip.id})
            if status == 200:
                self.trips[trip.id] = trip
                return self.stepped(trip, desk, answer)
            answers.append(f"{status} {answer.get('detail')}")
            if status not in (403,):
                break
        raise Wrong(f"nobody may register a {trip.name()}: {answers[-1]}")

    # One command, and what must hold after it.
    def send(self, trip, desk, command):
        status, answer = self.post.call("POST", f"/api/v1/crossings/{trip.id}/commands", {"command": command}, desk)
        if status != 200:
            raise Wrong(f"{trip.name()}: {desk['desk']} was offered {command} and is answered {status} {answer}")
        self.stepped(trip, desk, answer)

    def stepped(self, trip, desk, answer):
        self.commands += 1
        trip.steps += 1
        trip.events.update(answer["events"])
        trip.card = self.post.get(f"/api/v1/crossings/{trip.id}", desk)
        count = trip.card["headcount"]
        if count["in"] != count["out"] + count["refused"] + count["detained"] + count["inside"] or count["in"] != KINDS[trip.kind][1]:
            raise Wrong(f"{trip.name()}: after {answer['events']} the persons are {count}")
        if self.chance.random() < 0.1:
            self.judge_minutes(trip, desk)
        if trip.card["end"] != "none":
            self.judge(trip, desk)

    def filled(self, trip, desk, option):
        command = json.loads(json.dumps(option["command"]))
        for field in option["asks"]:
            if field == "found":
                command["found"] = self.results(trip, desk, command)
            elif field == "reason":
                command[field] = "papers_missing" if command["type"] in REASON_IS_CODE else TEXT
            elif field == "seals_affixed":
                command[field] = [f"{desk['state']}{self.chance.randrange(10**6)}" for _ in command["seals_found"]]
            elif field in WRITTEN:
                command[field] = WRITTEN[field]
            # Everything else is proposed by the card: scope, line, end of a hold, plate, seals.
        return command

    def control_on(self, trip, desk, control, subject):
        shown = next(one for one in trip.card["subjects"] if one["id"] == subject)
        return shown, next(one for one in shown["controls"] if one["control"] == control and one["state"] == desk["state"])

    def results(self, trip, desk, command):
        _, control = self.control_on(trip, desk, command["control"], command["subject"])
        return [{"field": field["code"], "value": RESULTS[field["kind"]]} for field in control["fields"] if field["required"] or self.chance.random() < 0.3]

    def close(self, trip, desk, option):
        command = self.filled(trip, desk, option)
        shown, control = self.control_on(trip, desk, command["control"], command["subject"])
        if control["fields"] and not command["found"]:
            command["found"] = self.results(trip, desk, command)
        if control["status"] == "pending":
            self.send(trip, desk, {"type": "BeginControl", "control": command["control"], "subject": command["subject"]})
        if self.findings[shown["kind"]] and self.chance.random() < 0.15:
            found = {**command, "establishes": [self.chance.choice(self.findings[shown["kind"]])]}
            if self.post.call("POST", f"/api/v1/crossings/{trip.id}/questions", {"command": found}, desk)[1].get("allowed"):
                command = found
        self.send(trip, desk, command)

    def take(self, trip, desk, option):
        kind = option["command"]["type"]
        if kind == "CloseControl":
            return self.close(trip, desk, option)
        if kind == "SignInspectionAct":
            status, answer = self.post.call("POST", f"/api/v1/crossings/{trip.id}/signatures", {"inspection": option["command"]["inspection"], "pin": desk["pin"]}, desk)
            if status != 200:
                raise Wrong(f"{trip.name()}: {desk['desk']} signs and is answered {status} {answer}")
            return self.stepped(trip, desk, answer)
        self.send(trip, desk, self.filled(trip, desk, option))

    def usual(self, card):
        allowed = [one for one in card["options"] if one["allowed"]]
        return next((one for one in allowed if one["normal"]), next((one for one in allowed if one["command"]["type"] == "SignInspectionAct"), None))

    def work_at(self, desk):
        """Does what is next at this desk until nothing is; says whether anything was."""
        worked = False
        while True:
            status, card = self.post.call("GET", "/api/v1/desk/next", desk=desk)
            if status == 204:
                return worked
            if status != 200:
                raise Wrong(f"{desk['desk']} asks what is next and is answered {status} {card}")
            trip, option = self.trips[card["id"]], self.usual(card)
            if option is None:
                raise Wrong(f"{trip.name()}: {desk['desk']} is given a card on which nothing can be done")
            trip.card = card
            self.take(trip, desk, option)
            self.wish(trip)
            worked = True

    # What is wanted beside the usual: asked for by whoever is offered it.
    def wish(self, trip):
        while not trip.ended and trip.todo and trip.todo[0].when(trip) and self.grant(trip, trip.todo[0]):
            trip.last_wish = trip.steps

    def grant(self, trip, step):
        subject = step.of(trip) if step.of else None
        side = {"exit": trip.exit_state, "entry": trip.entry_state, None: None}[step.by]
        for desk in self.chance.sample(self.desks, len(self.desks)):
            if (side and desk["state"] != side) or (step.agency and desk["agency"] != step.agency):
                continue
            for option in self.post.get(f"/api/v1/crossings/{trip.id}", desk)["options"]:
                command = option["command"]
                about = command.get("subject") or command.get("consignment") or command.get("covers", {}).get("subject")
                if option["allowed"] and command["type"] == step.command and (subject is None or about == subject):
                    trip.todo.pop(0)
                    self.send(trip, desk, self.filled(trip, desk, option))
                    return True
        return False

    # Judgement of what has ended.
    def judge(self, trip, desk):
        wanted = trip.wish.end if trip.wish else "departed"
        persons = KINDS[trip.kind][1]
        out, refused, detained = trip.wish.counts(persons) if trip.wish else (persons, 0, 0)
        count = trip.card["headcount"]
        if trip.card["end"] != wanted or trip.todo:
            raise Wrong(f"{trip.name()}: ended as {trip.card['end']} instead of {wanted}")
        if count != {"in": persons, "out": out, "refused": refused, "detained": detained, "inside": 0}:
            raise Wrong(f"{trip.name()}: at the end the persons are {count}")
        if trip.wish and trip.wish.fate:
            subject, fate = trip.wish.fate[0](trip), trip.wish.fate[1]
            found = next(one["fate"] for one in trip.card["subjects"] if one["id"] == subject)
            if found != fate:
                raise Wrong(f"{trip.name()}: ended {found} instead of {fate}")
        for subject in trip.card["subjects"]:
            for control in subject["controls"]:
                if subject["fate"] == "released" and control["status"] not in CLOSED:
                    raise Wrong(f"{trip.name()}: {subject['kind']} is released, {control['control']} of {control['state']} is {control['status']}")
        minutes = self.judge_minutes(trip, desk)
        record = self.post.get(f"/api/v1/crossings/{trip.id}/timeline", desk)["entries"]
        trip.acts = len(record)
        if minutes["to"] != record[-1]["at"] or minutes["end"] != wanted:
            raise Wrong(f"{trip.name()}: the minutes end at {minutes['to']} as {minutes['end']}, the record at {record[-1]['at']}")
        self.minutes_ms += minutes["elapsed_ms"]
        trip.ended = True

    def judge_minutes(self, trip, desk):
        minutes = self.post.get(f"/api/v1/crossings/{trip.id}/minutes", desk)
        at, sums = minutes["from"], collections.Counter()
        for one in minutes["segments"]:
            length = instant_ms(one["to"]) - instant_ms(one["from"])
            if one["from"] != at or length <= 0:
                raise Wrong(f"{trip.name()}: a segment from {one['from']} to {one['to']} follows {at}")
            at = one["to"]
            sums[json.dumps(one["owner"], sort_keys=True)] += length
        elapsed = instant_ms(minutes["to"]) - instant_ms(minutes["from"])
        totals = {json.dumps(one["owner"], sort_keys=True): one["total_ms"] for one in minutes["totals"]}
        if at != minutes["to"] or minutes["from"] != trip.card["arrived"] or sum(sums.values()) != elapsed or minutes["elapsed_ms"] != elapsed or totals != dict(sums):
            raise Wrong(f"{trip.name()}: the minutes do not add up: {minutes}")
        if any(minutes["mended"].values()):
            raise Wrong(f"{trip.name()}: the record had to be mended: {minutes['mended']}")
        if minutes["end"] != "none" and any(one["owner"]["kind"] == "nobody" for one in minutes["segments"]):
            raise Wrong(f"{trip.name()}: nobody owns some of the minutes: {minutes['segments']}")
        return minutes

    def run(self, trips):
        waiting = list(trips)
        while True:
            for trip in [waiting.pop() for _ in range(min(len(waiting), 6))]:
                self.register(trip)
            worked = [self.work_at(desk) for desk in self.chance.sample(self.desks, len(self.desks))]
            for trip in self.trips.values():
                self.wish(trip)
            open_ones = [trip for trip in self.trips.values() if not trip.ended]
            if not open_ones and not waiting:
                return
            if not waiting and not any(worked):
                raise Wrong("; ".join(self.stuck(trip) for trip in open_ones))

    def stuck(self, trip):
        trip.card = self.post.get(f"/api/v1/crossings/{trip.id}", self.desks[0])
        left = [f"{control['control']} of {control['state']} on {subject['kind']}: {control['status']}" + ("" if control["enabled"] else ", not its turn")
                for subject in trip.card["subjects"] for control in subject["controls"] if control["status"] not in CLOSED]
        return f"{trip.name()} stands still in phase {trip.card['phase']}, open: {left[:5]}" + (f", {self.why_not(trip, trip.todo[0])}" if trip.todo else "")

    def why_not(self, trip, step):
        why = collections.Counter()
        for desk in self.desks:
            for option in self.post.get(f"/api/v1/crossings/{trip.id}", desk)["options"]:
                if option["command"]["type"] == step.command and not option["allowed"]:
                    why[option["refusal"]["code"]] += 1
        return f"wants {step.command}, which is refused as {dict(why)}"


def plan(states, chance, few):
    trips = [Trip(kind, state, states) for kind in KINDS for state in states]
    for wish in OTHER_ENDS:
        state = chance.choice(states)
        trips.append(Trip(chance.choice(wish.kinds), state, states, wish))
    chance.shuffle(trips)
    return trips[:len(trips) // 3] if few else trips


def run_day(program, name, chance, few):
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        post = Post(program, folder, *DAYS[name])
        try:
            day = Day(post, chance)
            trips = plan(day.states, chance, few)
            day.run(trips)
            judge_day(post, day, trips)
        finally:
            stopped = post.stop()
        if stopped != 0:
            raise Wrong(f"the server ended with status {stopped}")
        explained = judge_explanation(program, f"{folder}/post.db", chance.choice(trips))
    persons = sum(KINDS[trip.kind][1] for trip in trips)
    print(f"{name}: {len(trips)} crossings of {persons} persons in {day.commands} commands, {day.minutes_ms // 60000} minutes; {explained} acts explained; {time.monotonic() - began:.0f} s", flush=True)
    return day


def judge_day(post, day, trips):
    total = collections.Counter()
    for trip in trips:
        total.update(trip.card["headcount"])
    if total["in"] != sum(KINDS[trip.kind][1] for trip in trips) or total["in"] != total["out"] + total["refused"] + total["detained"] or total["inside"]:
        raise Wrong(f"the persons of the day are {dict(total)}")
    left = post.get("/api/v1/crossings?inside=true", day.desks[0])["items"]
    if left:
        raise Wrong(f"the list of the post still holds {[one['plate'] for one in left]}")
    for desk in day.desks:
        if waiting := post.get("/api/v1/desk/work", desk)["items"]:
            raise Wrong(f"work still waits at {desk['desk']}: {waiting}")


def judge_explanation(program, data, trip):
    """Whether the law is cited for every act of one crossing, long after the server has stopped."""
    text = subprocess.run([program, "law", "explain", trip.id, "--db", data], stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
    cited = len(re.findall(r"^ +allowed by .+, art\. .+ \(.+\): .+$", text, re.MULTILINE))
    if cited != trip.acts:
        raise Wrong(f"{trip.name()}: {cited} of {trip.acts} acts are explained by a provision")
    return cited


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--only", nargs="+", default=list(DAYS), choices=list(DAYS))
    parser.add_argument("--few", action="store_true", help="a third of the crossings")
    parser.add_argument("--count", action="store_true", help="end with a JSON line of counts")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    random.seed(args.seed)
    crossings = as_wanted = minutes_ms = failed = 0
    for name in args.only:
        try:
            day = run_day(args.program.resolve(), name, random.Random(f"{args.seed} {name}"), args.few)
        except Wrong as why:
            failed += 1
            print(f"{name}: {why}", flush=True)
            continue
        crossings += len(day.trips)
        as_wanted += sum(trip.ended for trip in day.trips.values())
        minutes_ms += day.minutes_ms
    print(f"{crossings} crossings, {as_wanted} ended as wanted, {minutes_ms // 60000} minutes attributed exactly")
    if args.count:
        print(json.dumps({"passed": as_wanted, "failed": failed}))
    return 1 if failed or crossings != as_wanted else 0


if __name__ == "__main__":
    sys.exit(main())
