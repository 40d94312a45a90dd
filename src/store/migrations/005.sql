R"sql(
-- Firms that lodge, and with what they prove who they are. Passwords and the secrets of webhooks lie in the key file.
CREATE TABLE firm (
  id            BLOB PRIMARY KEY,
  name          TEXT NOT NULL,
  tax_number    TEXT NOT NULL,
  country       TEXT NOT NULL,
  mail          TEXT NOT NULL UNIQUE,          -- in small letters: the name to sign in with
  registered    INTEGER NOT NULL,
  state         TEXT NOT NULL,                 -- registered, confirmed, blocked
  decided_by    BLOB,                          -- the officer who confirmed or blocked it last
  decided       INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
  id            BLOB PRIMARY KEY,
  firm          BLOB NOT NULL,
  environment   TEXT NOT NULL,                 -- live, sandbox
  name          TEXT NOT NULL,
  secret_hash   BLOB NOT NULL UNIQUE,          -- SHA-256 of what the firm was shown once
  created       INTEGER NOT NULL,
  expires       INTEGER,
  revoked       INTEGER,
  last_used     INTEGER                        -- to the minute, or so
) STRICT, WITHOUT ROWID;

CREATE TABLE firm_session (
  token_hash    BLOB PRIMARY KEY,
  firm          BLOB NOT NULL,
  expires       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A firm's box. Numbers are the firm's own, from 1 without gaps; those before `first` were forgotten by age.
CREATE TABLE box (
  firm          BLOB PRIMARY KEY,
  first         INTEGER NOT NULL,
  last          INTEGER NOT NULL,
  acknowledged  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notification (
  firm          BLOB NOT NULL,
  number        INTEGER NOT NULL,
  id            BLOB NOT NULL UNIQUE,
  movement      BLOB NOT NULL,
  kind          TEXT NOT NULL,
  at            INTEGER NOT NULL,
  body          TEXT NOT NULL,
  PRIMARY KEY (firm, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_at ON notification (at);

CREATE TABLE webhook (
  id            BLOB PRIMARY KEY,
  firm          BLOB NOT NULL,
  url           TEXT NOT NULL,
  kinds         TEXT NOT NULL,                 -- one blank between two; empty: all
  state         TEXT NOT NULL,                 -- pending, active, paused, failed
  error         TEXT NOT NULL,                 -- why the challenge failed
  created       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_firm ON webhook (firm);

-- What has to be told to a webhook, written with the notification. Within a movement one after the other: `turn` is 1 for
-- the first that still waits.
CREATE TABLE delivery (
  webhook       BLOB NOT NULL,
  number        INTEGER NOT NULL,              -- of the notification in the firm's box
  firm          BLOB NOT NULL,
  movement      BLOB NOT NULL,
  state         TEXT NOT NULL,                 -- waiting, delivered, dead
  turn          INTEGER NOT NULL,
  attempts      INTEGER NOT NULL,
  first_tried   INTEGER,
  next_at       INTEGER NOT NULL,              -- by the wall's clock, as are all times here
  last_tried    INTEGER,
  last_status   INTEGER NOT NULL,              -- 0: no answer
  last_error    TEXT NOT NULL,
  PRIMARY KEY (webhook, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_turn ON delivery (webhook, next_at) WHERE turn = 1;
CREATE INDEX delivery_movement ON delivery (webhook, movement, number) WHERE state = 'waiting';
CREATE INDEX delivery_dead ON delivery (webhook, number) WHERE state = 'dead';
CREATE INDEX delivery_of ON delivery (firm, number);
)sql"
