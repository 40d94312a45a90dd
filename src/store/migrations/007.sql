R"sql(
-- Who may act here: officers, and machines that come with a certificate. Passwords, keys and secrets lie with the keys.
CREATE TABLE account (
  id              BLOB PRIMARY KEY,
  name            TEXT NOT NULL UNIQUE,        -- for signing in
  title           TEXT NOT NULL,               -- as shown on records
  kind            TEXT NOT NULL,               -- officer, machine
  state           TEXT NOT NULL,               -- whose administrators keep it
  key             BLOB NOT NULL,               -- against which signatures are verified
  closed          INTEGER,                     -- since when
  second_factor   INTEGER NOT NULL,            -- 1: a code is asked for at the sign-in
  new_password    INTEGER NOT NULL,            -- 1: somebody else knows the password, it must be changed
  issuer          TEXT NOT NULL,               -- of OpenID Connect; empty for none
  subject         TEXT NOT NULL,
  certificate     TEXT NOT NULL,               -- the name in a machine's certificate; empty for none
  sessions_from   INTEGER NOT NULL,            -- sessions opened earlier are over
  version         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_subject ON account (issuer, subject) WHERE subject <> '';
CREATE UNIQUE INDEX account_certificate ON account (certificate) WHERE certificate <> '';

-- Who serves where, as what, from one day up to another, by the clock of the state.
CREATE TABLE appointment (
  id              BLOB PRIMARY KEY,
  officer         BLOB NOT NULL,
  post            TEXT NOT NULL,               -- empty: every post of this database
  state           TEXT NOT NULL,
  agency          TEXT NOT NULL,
  role            TEXT NOT NULL,
  from_day        INTEGER NOT NULL,            -- since 1970-01-01
  until_day       INTEGER,                     -- the first day on which it does not hold any more
  asked_by        BLOB NOT NULL,
  approved_by     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_officer ON appointment (officer, from_day);

CREATE TABLE session (
  token_hash      BLOB PRIMARY KEY,            -- the token itself is nowhere
  id              BLOB NOT NULL,               -- names it on the log; no secret
  officer         BLOB NOT NULL,
  appointment     BLOB NOT NULL,
  desk            TEXT NOT NULL,
  method          TEXT NOT NULL,               -- password, oidc
  second_factor   INTEGER NOT NULL,
  opened          INTEGER NOT NULL,
  expires         INTEGER NOT NULL,
  last_used       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_officer ON session (officer, opened);
CREATE INDEX session_desk ON session (desk);

-- Changes that wait for a second person, and what became of them.
CREATE TABLE account_request (
  id              BLOB PRIMARY KEY,
  state           TEXT NOT NULL,
  change          TEXT NOT NULL,
  officer         BLOB NOT NULL,               -- whom it is about
  wish            TEXT NOT NULL,               -- JSON
  account_version INTEGER NOT NULL,            -- of the account when it was asked for
  asked_by        BLOB NOT NULL,
  asked           INTEGER NOT NULL,
  decided_by      BLOB,
  decided         INTEGER,
  outcome         TEXT NOT NULL                -- waiting, approved, declined, withdrawn
) STRICT, WITHOUT ROWID;
CREATE INDEX account_request_waiting ON account_request (state, outcome, asked);

-- Codes of a second factor that were used, so that none is used twice.
CREATE TABLE used_code (
  officer         BLOB NOT NULL,
  code            TEXT NOT NULL,
  used            INTEGER NOT NULL,
  PRIMARY KEY (officer, code)
) STRICT, WITHOUT ROWID;

-- Grows with every change of accounts and appointments: what others remember of them is read anew then.
CREATE TABLE identity_change (
  one             INTEGER PRIMARY KEY,
  number          INTEGER NOT NULL
) STRICT;
)sql"
