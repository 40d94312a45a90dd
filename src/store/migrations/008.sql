R"sql(
-- Who has which work in hand: computed from the log, may be emptied and computed again. A row for each time that somebody had
-- it, or was to have it; present while `until` is null.
CREATE TABLE hand (
  crossing      BLOB NOT NULL,
  state         TEXT NOT NULL,
  station       TEXT NOT NULL,
  since         INTEGER NOT NULL,
  desk          TEXT NOT NULL,
  officer       BLOB,                         -- none: whoever sits at the desk
  confirmed     INTEGER NOT NULL,             -- 0: handed over, and nobody has confirmed yet
  given_by      BLOB,                         -- the officer who handed it over
  stream        BLOB NOT NULL,                -- where the event lies that began it, with its note
  version       INTEGER NOT NULL,
  until         INTEGER,
  PRIMARY KEY (crossing, state, station, since, desk)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX hand_present ON hand (crossing, state, station) WHERE until IS NULL;
CREATE INDEX hand_desk ON hand (state, desk, since) WHERE until IS NULL;

-- Which card lies before which desk, so that no two desks of a station take the same. Forgotten when nobody has looked at it
-- for a while; no part of the record.
CREATE TABLE desk_card (
  crossing      BLOB NOT NULL,
  state         TEXT NOT NULL,
  station       TEXT NOT NULL,
  desk          TEXT NOT NULL,
  seen          INTEGER NOT NULL,             -- by the wall's clock
  PRIMARY KEY (crossing, state, station)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_card_desk ON desk_card (desk);

CREATE INDEX work_agency ON work (state, agency);
)sql"
