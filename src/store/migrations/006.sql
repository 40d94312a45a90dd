R"sql(
-- Read tables of lodgements: computed from the log, may be emptied and computed again.
CREATE TABLE lodgement (
  lodgement     BLOB PRIMARY KEY,
  reference     TEXT NOT NULL UNIQUE,
  firm          BLOB NOT NULL,
  firm_name     TEXT NOT NULL,
  kind          TEXT NOT NULL,
  format        TEXT NOT NULL,
  number        INTEGER NOT NULL,             -- of its versions
  standing      TEXT NOT NULL,                -- waiting, cancelled, arrived
  exit_state    TEXT NOT NULL,
  entry_state   TEXT NOT NULL,
  plate         TEXT NOT NULL,
  expected      INTEGER,
  lodged        INTEGER NOT NULL,
  updated       INTEGER NOT NULL,
  late          INTEGER NOT NULL,
  warnings      INTEGER NOT NULL,
  crossing      BLOB,
  closest       INTEGER NOT NULL,             -- of all channels: 0 green .. 3 red
  channels      TEXT NOT NULL,                -- JSON
  declared      TEXT NOT NULL,                -- JSON
  version       INTEGER NOT NULL              -- sum of the versions of all recorders' streams about it
) STRICT, WITHOUT ROWID;
CREATE INDEX lodgement_firm ON lodgement (firm, lodged, lodgement);
CREATE INDEX lodgement_lodged ON lodgement (lodged, lodgement);
CREATE INDEX lodgement_expected ON lodgement (expected, lodgement) WHERE standing = 'waiting';
CREATE INDEX lodgement_crossing ON lodgement (crossing) WHERE crossing IS NOT NULL;

-- By what messages of one movement find each other: "plate A123BC", "consignment ...", "number ...".
CREATE TABLE lodgement_key (
  key           TEXT NOT NULL,
  lodgement     BLOB NOT NULL,
  PRIMARY KEY (key, lodgement)
) STRICT, WITHOUT ROWID;
CREATE INDEX lodgement_key_of ON lodgement_key (lodgement);
)sql"
