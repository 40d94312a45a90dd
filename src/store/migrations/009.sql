R"sql(
-- Programs of the schema before go on with this one.
-- Segments of the log that lie in files. Of each event that lies there its recorder's position and its hash stay here, so that
-- every chain, tree and signed checkpoint verifies for ever.
CREATE TABLE archive (
  id             BLOB PRIMARY KEY,
  name           TEXT NOT NULL,              -- of the file
  sha256         BLOB NOT NULL,              -- of its bytes
  events         INTEGER NOT NULL,
  streams        INTEGER NOT NULL,
  until          INTEGER NOT NULL,           -- what ended before that instant lies in it
  at             INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE archived_run (
  recorder       BLOB NOT NULL,
  first_position INTEGER NOT NULL,
  hashes         BLOB NOT NULL,              -- 32 bytes for each position from there on
  archive        BLOB NOT NULL,
  PRIMARY KEY (recorder, first_position)
) STRICT, WITHOUT ROWID;

ALTER TABLE stream ADD COLUMN archive BLOB;        -- where its events lie; null: here
ALTER TABLE migration ADD COLUMN compatible_from INTEGER;  -- programs of that schema and later go on with this one
CREATE INDEX crossing_ended ON crossing (ended, crossing) WHERE ended IS NOT NULL;
CREATE INDEX search_crossing ON search_token (crossing);
)sql"
