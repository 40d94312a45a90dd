R"sql(
DO $$
DECLARE one record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'onestop_reading') THEN
    CREATE ROLE onestop_reading NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
  IF NOT pg_has_role(current_user, 'onestop_reading', 'MEMBER') THEN
    EXECUTE format('GRANT onestop_reading TO %I', current_user);
  END IF;
  EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
  REVOKE ALL ON SCHEMA public FROM PUBLIC;
  GRANT USAGE ON SCHEMA public TO onestop_reading;
  -- Without a policy nobody but the owner sees a row, whatever was granted.
  FOR one IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', one.name);
  END LOOP;
  -- Locks that the post's own processes agree by, and large objects, are open to everybody until a superuser closes them.
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    FOR one IN SELECT p.oid::regprocedure AS name, r.rolname AS keeper FROM pg_proc p, pg_class c JOIN pg_roles r ON r.oid = c.relowner
        WHERE c.oid = 'public.event'::regclass AND p.pronamespace = 'pg_catalog'::regnamespace
          AND (p.proname LIKE 'pg\_%advisory%' OR p.proname IN ('lo_create', 'lo_creat', 'lo_from_bytea', 'lo_put', 'lowrite', 'lo_open')) LOOP
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.name);
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', one.name, one.keeper);
    END LOOP;
  ELSE
    RAISE WARNING 'not a superuser: readers may still take advisory locks and make large objects';
  END IF;
END $$;

CREATE SCHEMA IF NOT EXISTS reading AUTHORIZATION onestop_reading;
CREATE TABLE IF NOT EXISTS reading.reader (
  role       NAME PRIMARY KEY,
  state      TEXT NOT NULL,
  agency     TEXT NOT NULL,
  crossings  TEXT NOT NULL,
  acts       TEXT NOT NULL,
  work       TEXT NOT NULL,
  stays      TEXT NOT NULL,
  lodgements TEXT NOT NULL,
  events     TEXT NOT NULL
);
ALTER TABLE reading.reader ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON reading.reader TO onestop_reading;
DROP POLICY IF EXISTS readers ON reading.reader;
CREATE POLICY readers ON reading.reader FOR SELECT TO onestop_reading USING (role = current_user);

-- Of the base tables the views' owner reads these columns only.
GRANT SELECT (crossing, post, plate, vehicle_class, direction, layout, phase, arrived, updated, released, ended, station, doing, turn) ON public.crossing TO onestop_reading;
GRANT SELECT (crossing, state, control, subject, station, agency, since, priority) ON public.work TO onestop_reading;
GRANT SELECT (crossing, traffic_class, exit_state, entry_state, layout, laden, joined_queue, gate_in, first_control, exit_notice, entry_accepted, released, gate_out, "end", ended)
  ON public.stay TO onestop_reading;
GRANT SELECT (crossing, after_release, owner, state, agency, kind, activity, ms) ON public.stay_activity TO onestop_reading;
GRANT SELECT (crossing, state, currency, hundredths) ON public.stay_cost TO onestop_reading;
GRANT SELECT (lodgement, reference, firm, firm_name, kind, format, number, standing, exit_state, entry_state, plate, expected, lodged, updated, late, crossing)
  ON public.lodgement TO onestop_reading;
GRANT SELECT (seq, recorder, position, stream, version, type, type_version, at, hash, body) ON public.event TO onestop_reading;
GRANT SELECT (id, state, name) ON public.recorder TO onestop_reading;

DROP POLICY IF EXISTS readers ON public.crossing;
CREATE POLICY readers ON public.crossing FOR SELECT TO onestop_reading USING (
  (SELECT r.crossings FROM reading.reader r) = 'both_states' OR
  (SELECT r.crossings FROM reading.reader r) IN ('own_agency', 'own_state') AND (SELECT r.state FROM reading.reader r) = ANY (string_to_array(direction, '-')));
DROP POLICY IF EXISTS readers ON public.work;
CREATE POLICY readers ON public.work FOR SELECT TO onestop_reading USING (
  CASE (SELECT r.work FROM reading.reader r)
    WHEN 'own_agency' THEN state = (SELECT r.state FROM reading.reader r) AND agency = (SELECT r.agency FROM reading.reader r)
    WHEN 'own_state' THEN state = (SELECT r.state FROM reading.reader r)
    WHEN 'both_states' THEN EXISTS (SELECT FROM public.crossing c WHERE c.crossing = work.crossing)
    ELSE false END);
DROP POLICY IF EXISTS readers ON public.stay;
CREATE POLICY readers ON public.stay FOR SELECT TO onestop_reading USING (
  (SELECT r.stays FROM reading.reader r) <> 'nothing' AND (SELECT r.state FROM reading.reader r) IN (exit_state, entry_state));
DROP POLICY IF EXISTS readers ON public.stay_activity;
CREATE POLICY readers ON public.stay_activity FOR SELECT TO onestop_reading USING (
  CASE (SELECT r.stays FROM reading.reader r)
    WHEN 'own_agency' THEN state = (SELECT r.state FROM reading.reader r) AND agency = (SELECT r.agency FROM reading.reader r)
    WHEN 'own_state' THEN state = (SELECT r.state FROM reading.reader r)
    WHEN 'both_states' THEN EXISTS (SELECT FROM public.stay s WHERE s.crossing = stay_activity.crossing)
    ELSE false END);
DROP POLICY IF EXISTS readers ON public.stay_cost;
CREATE POLICY readers ON public.stay_cost FOR SELECT TO onestop_reading USING (
  CASE (SELECT r.stays FROM reading.reader r)
    WHEN 'own_agency' THEN state = (SELECT r.state FROM reading.reader r)
    WHEN 'own_state' THEN state = (SELECT r.state FROM reading.reader r)
    WHEN 'both_states' THEN EXISTS (SELECT FROM public.stay s WHERE s.crossing = stay_cost.crossing)
    ELSE false END);
DROP POLICY IF EXISTS readers ON public.lodgement;
CREATE POLICY readers ON public.lodgement FOR SELECT TO onestop_reading USING (
  (SELECT r.lodgements FROM reading.reader r) <> 'nothing' AND (SELECT r.state FROM reading.reader r) IN (exit_state, entry_state));
DROP POLICY IF EXISTS readers ON public.recorder;
CREATE POLICY readers ON public.recorder FOR SELECT TO onestop_reading USING (
  'both_states' IN ((SELECT r.events FROM reading.reader r), (SELECT r.acts FROM reading.reader r)) OR state = (SELECT r.state FROM reading.reader r));
-- Events of crossings and lodgements that the reader may see; what lies in other streams (sign-ins, shifts, rules) is not for readers.
DROP POLICY IF EXISTS readers ON public.event;
CREATE POLICY readers ON public.event FOR SELECT TO onestop_reading USING (
  recorder IN (SELECT id FROM public.recorder) AND
  (EXISTS (SELECT FROM public.crossing c WHERE c.crossing = event.stream) OR EXISTS (SELECT FROM public.lodgement l WHERE l.lodgement = event.stream)));

DROP VIEW IF EXISTS reading.crossing, reading.act, reading.work, reading.stay, reading.stay_activity, reading.stay_cost, reading.lodgement, reading.event;
DROP FUNCTION IF EXISTS reading.act_of(bytea);

-- Who acted, out of the shared fields of a body (docs/log-format.md). Private and personal fields are passed over.
CREATE FUNCTION reading.act_of(body bytea, OUT state text, OUT agency text, OUT role text, OUT desk text, OUT basis text, OUT control text, OUT subject bytea, OUT outcome text)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  place int := 35;
  size int;
  name text;
  visibility int;
  stored bytea;
  words text[];
BEGIN
  IF get_byte(body, 0) <> 1 THEN RETURN; END IF;
  FOR field IN 1 .. get_byte(body, 33) * 256 + get_byte(body, 34) LOOP
    size := ('x' || encode(substring(body, place + 1, 4), 'hex'))::bit(32)::int;
    name := convert_from(substring(body, place + 5, size), 'UTF8');
    place := place + 4 + size;
    visibility := get_byte(body, place);
    place := place + 5 + CASE visibility WHEN 2 THEN 16 ELSE 0 END;
    size := ('x' || encode(substring(body, place + 1, 4), 'hex'))::bit(32)::int;
    stored := substring(body, place + 5, size);
    place := place + 4 + size;
    CONTINUE WHEN visibility <> 0;
    IF name = 'by' THEN
      stored := substring(stored, 17);  -- after the officer
      FOR word IN 1 .. 5 LOOP
        size := ('x' || encode(substring(stored, 1, 4), 'hex'))::bit(32)::int;
        words := words || convert_from(substring(stored, 5, size), 'UTF8');
        stored := substring(stored, 5 + size);
      END LOOP;
    ELSIF name = 'control' THEN
      control := convert_from(substring(stored, 5), 'UTF8');
    ELSIF name = 'outcome' THEN
      outcome := convert_from(substring(stored, 5), 'UTF8');
    ELSIF name = 'subject' AND length(stored) = 16 THEN
      subject := stored;
    END IF;
  END LOOP;
  state := words[1]; agency := words[2]; role := words[3]; desk := words[4]; basis := words[5];
END $$;

CREATE VIEW reading.crossing WITH (security_barrier) AS
  SELECT crossing, post, plate, vehicle_class, direction, layout, phase, to_timestamp(arrived / 1000.0) AS arrived, arrived AS arrived_ms,
         to_timestamp(updated / 1000.0) AS updated, to_timestamp(released / 1000.0) AS released, to_timestamp(ended / 1000.0) AS ended, station, doing, turn
  FROM public.crossing;
CREATE VIEW reading.work WITH (security_barrier) AS
  SELECT crossing, state, agency, station, control, subject, to_timestamp(since / 1000.0) AS since, priority FROM public.work;
CREATE VIEW reading.stay WITH (security_barrier) AS
  SELECT crossing, traffic_class, exit_state, entry_state, layout, laden = 1 AS laden, to_timestamp(joined_queue / 1000.0) AS joined_queue,
         to_timestamp(gate_in / 1000.0) AS gate_in, to_timestamp(first_control / 1000.0) AS first_control, to_timestamp(exit_notice / 1000.0) AS exit_notice,
         to_timestamp(entry_accepted / 1000.0) AS entry_accepted, to_timestamp(released / 1000.0) AS released, released AS released_ms,
         to_timestamp(gate_out / 1000.0) AS gate_out, "end" AS how_it_ended, to_timestamp(ended / 1000.0) AS ended
  FROM public.stay;
CREATE VIEW reading.stay_activity WITH (security_barrier) AS
  SELECT crossing, after_release = 1 AS after_release, owner, state, agency, kind, activity, ms FROM public.stay_activity;
CREATE VIEW reading.stay_cost WITH (security_barrier) AS SELECT crossing, state, currency, hundredths FROM public.stay_cost;
CREATE VIEW reading.lodgement WITH (security_barrier) AS
  SELECT lodgement, reference, firm, firm_name, kind, format, number, standing, exit_state, entry_state, plate, to_timestamp(expected / 1000.0) AS expected,
         to_timestamp(lodged / 1000.0) AS lodged, to_timestamp(updated / 1000.0) AS updated, late = 1 AS late, crossing
  FROM public.lodgement;
CREATE VIEW reading.event WITH (security_barrier) AS
  SELECT e.seq, e.recorder, r.state, e.position, e.stream, e.version, e.type, e.type_version, to_timestamp(e.at / 1000.0) AS at, e.at AS at_ms, e.hash
  FROM public.event e JOIN public.recorder r ON r.id = e.recorder
  WHERE CASE (SELECT m.events FROM reading.reader m) WHEN 'both_states' THEN true WHEN 'nothing' THEN false ELSE r.state = (SELECT m.state FROM reading.reader m) END;
CREATE VIEW reading.act WITH (security_barrier) AS
  SELECT e.seq, e.stream AS crossing, to_timestamp(e.at / 1000.0) AS at, e.at AS at_ms, e.type, a.state, a.agency, a.role, a.desk, a.basis, a.control, a.subject, a.outcome
  FROM public.event e CROSS JOIN LATERAL reading.act_of(e.body) a
  WHERE EXISTS (SELECT FROM public.crossing c WHERE c.crossing = e.stream) AND a.state IS NOT NULL
    AND CASE (SELECT m.acts FROM reading.reader m)
          WHEN 'both_states' THEN true
          WHEN 'own_state' THEN a.state = (SELECT m.state FROM reading.reader m)
          WHEN 'own_agency' THEN a.state = (SELECT m.state FROM reading.reader m) AND a.agency = (SELECT m.agency FROM reading.reader m)
          ELSE false END;

DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['crossing', 'act', 'work', 'stay', 'stay_activity', 'stay_cost', 'lodgement', 'event'] LOOP
    EXECUTE format('ALTER VIEW reading.%I OWNER TO onestop_reading', one);
  END LOOP;
  ALTER FUNCTION reading.act_of(bytea) OWNER TO onestop_reading;
  REVOKE ALL ON FUNCTION reading.act_of(bytea) FROM PUBLIC;
END $$;
)sql"
