#!/usr/bin/env python3
"""In how many cases a truck that was lodged two hours ahead had its channels when it came, read from a post's file.
   prearrival.py POST.db
A case is a lodgement, no certificate, that was lodged two hours or more before its vehicle was registered. It has its channels
where an agency of each state gave one, and the last of the log's events that gave them lies before the arrival."""
import json
import sqlite3
import sys

db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
rows = db.execute("""
    SELECT l.lodgement, l.channels, l.lodged, c.arrived,
           (SELECT min(e.at) FROM event e WHERE e.stream = l.lodgement AND e.type = 'ChannelsAssigned') AS judged,
           (SELECT count(DISTINCT e.recorder) FROM event e WHERE e.stream = l.lodgement AND e.type = 'ChannelsAssigned' AND e.at <= c.arrived) AS states
    FROM lodgement l JOIN crossing c ON c.crossing = l.crossing WHERE l.kind <> 'certificate'""").fetchall()
cases = ready = agencies = 0
for _, channels, lodged, arrived, judged, states in rows:
    if arrived - lodged < 2 * 3600 * 1000:
        continue
    cases += 1
    marks = json.loads(channels)
    agencies = max(agencies, len(marks))
    ready += states == 2 and judged is not None and judged <= arrived and len(marks) > 0
arrivals = db.execute("SELECT count(*) FROM crossing WHERE vehicle_class = 'truck'").fetchone()[0]
total, certificates = db.execute("SELECT count(*), sum(kind = 'certificate') FROM lodgement").fetchone()
share = 100.0 * ready / cases if cases else 0.0
print(f"{total} lodgements, {certificates or 0} of them certificates; {arrivals} trucks came; {len(rows)} lodgements met their vehicle")
print(f"{share:.2f} % of {cases} trucks lodged two hours ahead had channels of {agencies} agencies at arrival")
sys.exit(0 if cases else 1)
