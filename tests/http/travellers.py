"""Who and what crosses in whole_post.py: nine kinds of vehicles and parties on foot, and the ends that some come to."""
import random
import time
import uuid


def minted():
    x = (int(time.time() * 1000) << 80) | (7 << 76) | (random.getrandbits(12) << 64) | (2 << 62) | random.getrandbits(62)
    return str(uuid.UUID(int=x))


def person(part, state, number):
    return {"id": minted(), "part": part, "nationality": state, "name": f"Traveller {number}", "document": f"N{number:07d}", "group": "", "claims": []}


def goods(*facts, items=2):
    return {"id": minted(), "reference": f"CMR {random.randrange(10**6)}", "goods": "Goods of the model", "commodity": "690721", "items": items,
            "claims": [{"fact": fact} for fact in facts]}


KINDS = {  # class, persons, claims of the vehicle, facts of each consignment
    "pedestrian alone": ("pedestrian", 1, (), ()),
    "family on foot": ("pedestrian", 4, (), ()),
    "car": ("car", 3, ("declared_goods",), ()),
    "bus with twelve": ("bus", 12, (), ()),
    "transit truck": ("truck", 2, (), (("transit",),)),
    "import truck": ("truck", 1, (), ((), ("food",), ("sps_goods",))),
    "groupage truck": ("truck", 1, (), (("transit", "food"), (), ("transit", "sps_goods", "opened"))),
    "empty truck": ("empty_truck", 1, ("carried_animals",), ()),
    "perishables truck": ("truck", 2, ("lodged",), (("sps_goods", "live_animals"), ("transit", "sps_goods", "perishable", "food"))),
}


class Trip:
    """One crossing: what arrives, what is wanted of it, and how far it has come."""

    def __init__(self, kind, exit_state, states, wish=None):
        self.kind, self.exit_state, self.wish = kind, exit_state, wish
        self.entry_state = next(one for one in states if one != exit_state)
        self.id, self.steps, self.events, self.ended, self.card = minted(), 0, set(), False, None
        self.todo = list(wish.steps) if wish else []
        self.last_wish = self.acts = 0

    def arrival(self, lane, on_foot):
        traffic_class, persons, claims, loads = KINDS[self.kind]
        parts = ["traveller" if on_foot else "driver"] + ["traveller" if on_foot else "passenger"] * (persons - 1)
        nationals = (self.exit_state, self.entry_state, "TM")
        people = [person(part, nationals[n % 3], n) for n, part in enumerate(parts)]
        return {"type": "RegisterArrival", "vehicle": minted(), "plate": "" if on_foot else f"A {random.randrange(100, 1000)} BC", "traffic_class": traffic_class,
                "exit_state": self.exit_state, "lane": lane, "claims": [{"fact": fact} for fact in claims], "seals": ["S1"] if loads else [], "persons": people,
                "consignments": [goods(*facts) for facts in loads]}

    def name(self):
        return f"{self.kind} from {self.exit_state}" + (f", {self.wish.name}" if self.wish else "")


# --- other ends than departure ---

class Step:
    """What somebody is to ask for, once `when` holds, wherever it is offered."""

    def __init__(self, command, of=None, when=lambda trip: True, by=None, agency=None):
        self.command, self.of, self.when, self.by, self.agency = command, of, when, by, agency


class Wish:
    """`counts` says how many persons are to be (out, refused, detained) of all who came."""

    def __init__(self, name, kinds, end, counts, *steps, fate=None):
        self.name, self.kinds, self.end, self.counts, self.steps, self.fate = name, kinds, end, counts, steps, fate


def subjects(trip, kind):
    return [one for one in trip.card["subjects"] if one["kind"] == kind]


def vehicle(trip):
    return subjects(trip, "vehicle")[0]["id"]


def passenger(trip):
    return subjects(trip, "person")[-1]["id"]


def consignment(trip):
    return subjects(trip, "consignment")[0]["id"]


def on_exit(trip):
    return trip.card["phase"] == "exit" and trip.steps >= 3


def on_entry(trip):
    return trip.card["phase"] == "entry"


def handed_over(trip):
    return trip.card["phase"] in ("hand_over", "entry")


def some_way(trip):
    return trip.card["phase"] != "hand_over" and trip.steps >= 4


def bus_is_away(trip):
    return "VehicleDeparted" in trip.events


OTHER_ENDS = [
    Wish("refused on exit", ("car", "import truck", "bus with twelve"), "exit_refused", lambda n: (0, n, 0), Step("RefuseSubject", vehicle, on_exit, "exit")),
    Wish("refused on entry and taken back", ("transit truck", "car", "family on foot"), "readmitted", lambda n: (0, n, 0), Step("RefuseSubject", vehicle, handed_over, "entry")),
    Wish("turned back", ("car", "perishables truck", "pedestrian alone"), "withdrawn", lambda n: (0, n, 0), Step("Withdraw", None, on_exit)),
    Wish("passenger detained", ("car", "bus with twelve"), "departed", lambda n: (n - 1, 0, 1), Step("RecordOffence", passenger, some_way, agency="frontier"),
         Step("DetainPerson", passenger), fate=(passenger, "detained")),
    Wish("detained", ("pedestrian alone",), "detained", lambda n: (0, 0, n), Step("RecordOffence", passenger, on_exit, "exit", "frontier"), Step("DetainPerson", passenger)),
    Wish("passenger refused on entry", ("bus with twelve", "car"), "departed", lambda n: (n - 1, 1, 0), Step("RefuseSubject", passenger, handed_over, "entry"),
         fate=(passenger, "readmitted")),
    Wish("goods seized", ("import truck", "groupage truck"), "departed", lambda n: (n, 0, 0), Step("RecordOffence", consignment, some_way, agency="customs"),
         Step("SeizeSubject", consignment), fate=(consignment, "seized")),
    Wish("goods stored and reloaded", ("import truck", "transit truck"), "departed", lambda n: (n, 0, 0), Step("DepositGoods", consignment, on_entry),
         Step("ReloadGoods"), fate=(consignment, "released")),
    Wish("goods stored and fetched", ("groupage truck",), "departed", lambda n: (n, 0, 0), Step("DepositGoods", consignment, on_entry), fate=(consignment, "released")),
    Wish("left behind by the bus", ("bus with twelve",), "departed", lambda n: (n, 0, 0), Step("PlaceHold", passenger, on_entry, "entry"),
         Step("DetachSubject", passenger), Step("LiftHold", None, bus_is_away), fate=(passenger, "released")),
    Wish("alarm settled by two", ("car", "groupage truck"), "departed", lambda n: (n, 0, 0), Step("ReportAlarm", None, some_way), Step("AgreeAlarmClosure"), Step("AgreeAlarmClosure")),
    Wish("held and let go", ("perishables truck", "pedestrian alone"), "departed", lambda n: (n, 0, 0), Step("PlaceHold", passenger, some_way), Step("LiftHold")),
]
