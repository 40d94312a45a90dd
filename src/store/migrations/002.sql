R"sql(
-- Where each vehicle stands, so that the post can be drawn without reading its log.
ALTER TABLE crossing ADD COLUMN station        TEXT NOT NULL DEFAULT '';
ALTER TABLE crossing ADD COLUMN doing          TEXT NOT NULL DEFAULT '';
ALTER TABLE crossing ADD COLUMN turn           TEXT NOT NULL DEFAULT '';
ALTER TABLE crossing ADD COLUMN standing_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crossing ADD COLUMN held_since     INTEGER;
ALTER TABLE crossing ADD COLUMN holder_agency  TEXT NOT NULL DEFAULT '';
ALTER TABLE crossing ADD COLUMN holder_state   TEXT NOT NULL DEFAULT '';
)sql"
