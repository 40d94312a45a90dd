R"sql(
-- The log. Rows are inserted, never changed and never deleted.
CREATE TABLE event (
  seq          INTEGER PRIMARY KEY,          -- order of this database = commit order; followers of the log count by it
  recorder     BLOB NOT NULL,
  position     INTEGER NOT NULL,             -- among the recorder's events, 1, 2, 3 ...; leaf of its Merkle tree
  stream       BLOB NOT NULL,
  version      INTEGER NOT NULL,
  type         TEXT NOT NULL,
  type_version INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  hash         BLOB NOT NULL,
  envelope     BLOB NOT NULL,
  body         BLOB NOT NULL,
  UNIQUE (recorder, position),
  UNIQUE (stream, recorder, version)
) STRICT;

CREATE TABLE recorder (
  id           BLOB PRIMARY KEY,
  state        TEXT NOT NULL,
  name         TEXT NOT NULL,
  public_key   BLOB NOT NULL,
  position     INTEGER NOT NULL,             -- of its last event
  tree_size    INTEGER NOT NULL,             -- the Merkle tree as of the last checkpoint, so that the next one
  tree_peaks   BLOB NOT NULL                 -- need not begin at the first event
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
  stream       BLOB NOT NULL,
  recorder     BLOB NOT NULL,
  version      INTEGER NOT NULL,
  head_hash    BLOB NOT NULL,
  PRIMARY KEY (stream, recorder)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  recorder     BLOB NOT NULL,
  size         INTEGER NOT NULL,
  bytes        BLOB NOT NULL,                -- signed, as in docs/log-format.md
  PRIMARY KEY (recorder, size)
) STRICT, WITHOUT ROWID;

-- Which key of the key file belongs to which person, and which persons were erased.
CREATE TABLE person_slot (
  slot         INTEGER PRIMARY KEY,
  person       BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE person_erased (
  person       BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What clients already asked for.
CREATE TABLE request (
  id           INTEGER PRIMARY KEY,          -- ascending in time, so the oldest are found without an index on time
  client       TEXT NOT NULL,
  key          TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  response     BLOB NOT NULL,
  at           INTEGER NOT NULL,
  UNIQUE (client, key)
) STRICT;

-- How far each follower of the log has come. The log is its own outbox.
CREATE TABLE cursor (
  follower     TEXT PRIMARY KEY,
  seq          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Deadlines that stand. A row goes in the transaction that appends what follows from it.
CREATE TABLE due (
  id           BLOB PRIMARY KEY,
  recorder     BLOB NOT NULL,
  crossing     BLOB NOT NULL,
  kind         TEXT NOT NULL,
  subject      BLOB NOT NULL,
  at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due (at);
CREATE INDEX due_crossing ON due (crossing);

-- Read tables: computed from the log, may be emptied and computed again.
CREATE TABLE crossing (
  crossing      BLOB PRIMARY KEY,
  post          TEXT NOT NULL,
  plate         TEXT NOT NULL,
  plate_folded  TEXT NOT NULL,
  vehicle_class TEXT NOT NULL,
  direction     TEXT NOT NULL,
  layout        TEXT NOT NULL,
  phase         TEXT NOT NULL,
  procedure     BLOB NOT NULL,
  arrived       INTEGER NOT NULL,
  updated       INTEGER NOT NULL,
  released      INTEGER,
  ended         INTEGER,
  flags         INTEGER NOT NULL,
  version       INTEGER NOT NULL             -- sum of the versions of all recorders' streams about it
) STRICT, WITHOUT ROWID;
CREATE INDEX crossing_arrived ON crossing (arrived, crossing);
CREATE INDEX crossing_inside ON crossing (post, arrived, crossing) WHERE ended IS NULL;
CREATE INDEX crossing_plate ON crossing (plate_folded, arrived);

CREATE TABLE work (
  crossing     BLOB NOT NULL,
  state        TEXT NOT NULL,
  control      TEXT NOT NULL,
  subject      BLOB NOT NULL,
  station      TEXT NOT NULL,
  agency       TEXT NOT NULL,
  since        INTEGER NOT NULL,
  priority     INTEGER NOT NULL,
  PRIMARY KEY (crossing, state, control, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_station ON work (state, station, priority DESC, since);

-- Journals.
CREATE TABLE refusal (
  id           INTEGER PRIMARY KEY,
  recorder     BLOB NOT NULL,
  at           INTEGER NOT NULL,
  officer      BLOB NOT NULL,
  command      TEXT NOT NULL,
  code         TEXT NOT NULL,
  sentence     TEXT NOT NULL,
  provision    TEXT NOT NULL,
  crossing     BLOB NOT NULL
) STRICT;
CREATE INDEX refusal_at ON refusal (recorder, at);

CREATE TABLE refusal_count (
  recorder     BLOB NOT NULL,
  hour         INTEGER NOT NULL,
  stored       INTEGER NOT NULL,
  counted      INTEGER NOT NULL,             -- beyond the bound: counted, not stored
  PRIMARY KEY (recorder, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  reference    BLOB PRIMARY KEY,
  crossing     BLOB NOT NULL,
  at           INTEGER NOT NULL,
  command      TEXT NOT NULL,
  reason       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_crossing ON quarantine (crossing);

-- Law and posts as they came into force.
CREATE TABLE regime (
  hash         BLOB PRIMARY KEY,
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  source       BLOB NOT NULL,
  activated    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  name         TEXT PRIMARY KEY,
  value        BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)sql"
