R"sql(
-- Which processes serve this database. A row is written anew every few seconds, and gone with an orderly end.
CREATE TABLE process (
  id            BLOB PRIMARY KEY,
  host          TEXT NOT NULL,
  pid           INTEGER NOT NULL,
  version       TEXT NOT NULL,
  address       TEXT NOT NULL,
  since         INTEGER NOT NULL,
  seen          INTEGER NOT NULL               -- by the wall's clock of its host
) STRICT, WITHOUT ROWID;

-- What operators did to the traffic with systems outside. How a switch stands is the last that was opened or closed of it.
CREATE TABLE operator_act (
  id            BLOB PRIMARY KEY,              -- by time
  at            INTEGER NOT NULL,
  officer       BLOB,                          -- none: at the machine
  by_name       TEXT NOT NULL,
  state         TEXT NOT NULL,
  kind          TEXT NOT NULL,                 -- opened, closed, redriven, replayed
  system        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  items         INTEGER NOT NULL               -- of what was sent again
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_act_system ON operator_act (system, id);
)sql"
