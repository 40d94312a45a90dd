R"sql(
CREATE TABLE person_key (
  slot         INTEGER PRIMARY KEY,
  key          BLOB NOT NULL
) STRICT;

-- Secrets that the caller sealed before handing them over.
CREATE TABLE secret (
  kind         TEXT NOT NULL,
  id           BLOB NOT NULL,
  sealed       BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
)sql"
