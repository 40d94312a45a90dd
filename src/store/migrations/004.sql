R"sql(
-- Minutes by activity, more moments of a stay, and deposits. All of it follows from the log and is filled from it when a
-- newer program opens the file; the rows that stand here until then lack what is new.
ALTER TABLE stay ADD COLUMN first_control INTEGER;            -- T4
ALTER TABLE stay ADD COLUMN channel INTEGER;                  -- T8
ALTER TABLE stay ADD COLUMN inspection_ordered INTEGER;       -- T9
ALTER TABLE stay ADD COLUMN inspection_begun INTEGER;
ALTER TABLE stay ADD COLUMN inspection_ended INTEGER;
ALTER TABLE stay ADD COLUMN stored INTEGER;                   -- into the temporary warehouse, and out of it
ALTER TABLE stay ADD COLUMN fetched INTEGER;
ALTER TABLE stay ADD COLUMN deposits INTEGER NOT NULL DEFAULT 0;
CREATE INDEX stay_unreleased ON stay (ended) WHERE released IS NULL;

CREATE TABLE stay_activity (
  crossing      BLOB NOT NULL,
  after_release INTEGER NOT NULL,
  owner         TEXT NOT NULL,                -- agency, traveller, infrastructure, nobody
  state         TEXT NOT NULL,
  agency        TEXT NOT NULL,
  kind          TEXT NOT NULL,                -- work, wait, hold, travel
  activity      TEXT NOT NULL,                -- a letter that the law gives a control, or a word
  ms            INTEGER NOT NULL,
  PRIMARY KEY (crossing, after_release, owner, state, agency, kind, activity)
) STRICT, WITHOUT ROWID;

-- What stood in the table of this name, for whoever reads it.
DROP TABLE stay_spent;
CREATE VIEW stay_spent AS
  SELECT crossing, after_release, owner, state, agency, kind, sum(ms) AS ms FROM stay_activity
  GROUP BY crossing, after_release, owner, state, agency, kind;
)sql"
