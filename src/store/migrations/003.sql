R"sql(
-- Read tables of studies: computed from the log, may be emptied and computed again.
-- A stay: one row for each crossing whose vehicle was released, or that ended. Stamps by their names in the release-time
-- method, in UTC milliseconds; null where nobody recorded them.
CREATE TABLE stay (
  crossing          BLOB PRIMARY KEY,
  traffic_class     TEXT NOT NULL,
  exit_state        TEXT NOT NULL,
  entry_state       TEXT NOT NULL,
  layout            TEXT NOT NULL,
  facts             TEXT NOT NULL,            -- codes, sorted, one blank between two
  laden             INTEGER NOT NULL,
  joined_queue      INTEGER,                  -- T1
  gate_in           INTEGER,                  -- T3
  exit_notice       INTEGER,                  -- T5
  entry_accepted    INTEGER,                  -- T6
  released          INTEGER,                  -- T11, of the vehicle
  gate_out          INTEGER,                  -- T12
  end               TEXT NOT NULL,            -- how it ended; none while it has not
  ended             INTEGER,
  inspections_exit  INTEGER NOT NULL,
  inspections_entry INTEGER NOT NULL,
  inspections_joint INTEGER NOT NULL,
  steps_back        INTEGER NOT NULL,         -- what had to be put right before the minutes could be attributed
  largest_back_ms   INTEGER NOT NULL,
  closed_unbegun    INTEGER NOT NULL,
  never_closed      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX stay_released ON stay (released, crossing) WHERE released IS NOT NULL;

CREATE TABLE stay_spent (
  crossing      BLOB NOT NULL,
  after_release INTEGER NOT NULL,
  owner         TEXT NOT NULL,                -- agency, traveller, infrastructure, nobody
  state         TEXT NOT NULL,
  agency        TEXT NOT NULL,
  kind          TEXT NOT NULL,                -- work, wait, hold, travel
  ms            INTEGER NOT NULL,
  PRIMARY KEY (crossing, after_release, owner, state, agency, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE stay_cost (
  crossing      BLOB NOT NULL,
  state         TEXT NOT NULL,
  currency      TEXT NOT NULL,
  hundredths    INTEGER NOT NULL,
  PRIMARY KEY (crossing, state, currency)
) STRICT, WITHOUT ROWID;

-- Where a word or a document number was registered. The token is a keyed hash; without the key file nobody can tell of what.
CREATE TABLE search_token (
  token         BLOB NOT NULL,
  crossing      BLOB NOT NULL,
  subject       BLOB NOT NULL,                -- a person or a consignment
  PRIMARY KEY (token, crossing, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_subject ON search_token (subject);

-- A journal: who searched for persons and documents, how many he found. Not what he searched for.
CREATE TABLE search (
  id            INTEGER PRIMARY KEY,
  officer       BLOB NOT NULL,
  at            INTEGER NOT NULL,
  kind          TEXT NOT NULL,
  hits          INTEGER NOT NULL
) STRICT;
CREATE INDEX search_at ON search (at);
)sql"
