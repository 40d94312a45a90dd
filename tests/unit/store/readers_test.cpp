// Agencies that read in the database itself. What must never be seen bears the word "canary".
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/crossing/events.h"
#include "engines.h"
#include "store/readers.h"
#include "wire/events.h"

namespace onestop::store {
namespace {

/// One connection of one role, as psql would have it.
class Client {
 public:
  explicit Client(const std::string& address) : connection_(PQconnectdb(address.c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_));
  }
  ~Client() { PQfinish(connection_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  struct Answer {
    bool good = false;
    std::string said;  // rows or the message, with everything the server adds to it
    int rows = 0;
    long changed = 0;
  };
  Answer ask(const std::string& sql) const {
    auto* result = PQexec(connection_, sql.c_str());
    Answer answer;
    const auto status = PQresultStatus(result);
    answer.good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    answer.rows = PQntuples(result);
    answer.changed = std::atol(PQcmdTuples(result));
    for (int row = 0; row < answer.rows; ++row)
      for (int column = 0; column < PQnfields(result); ++column) answer.said += std::string(PQgetvalue(result, row, column)) + "|";
    if (!answer.good) {
      char* why = PQresultVerboseErrorMessage(result, PQERRORS_VERBOSE, PQSHOW_CONTEXT_ALWAYS);
      answer.said = why;
      PQfreemem(why);
    }
    if (status == PGRES_COPY_OUT) {
      answer.good = true;
      char* line = nullptr;
      while (PQgetCopyData(connection_, &line, 0) > 0) answer.said += line, PQfreemem(line);
    }
    PQclear(result);
    return answer;
  }
  std::string must(const std::string& sql) const {
    const auto answer = ask(sql);
    EXPECT_TRUE(answer.good) << sql << ": " << answer.said;
    return answer.said;
  }
  std::vector<std::string> list(const std::string& sql) const {
    std::istringstream words(must(sql));
    std::vector<std::string> all;
    for (std::string word; std::getline(words, word, '|');) all.push_back(word);
    return all;
  }

 private:
  PGconn* connection_;
};

const std::vector<std::string> views{"crossing", "act", "work", "stay", "stay_activity", "stay_cost", "lodgement", "event"};

NewEvent closed(const Id& recorder, const Id& stream, const Code& state, const Code& agency, const Code& control) {
  crossing::ControlClosed event;
  event.by = {{9, 9}, state, agency, "officer", "desk_1", "art_7"};
  event.control = control;
  event.subject = stream;
  auto encoded = wire::encode(crossing::Event(event));
  for (auto& field : encoded.fields)
    if (field.visibility != wire::Visibility::shared) field.value = text_bytes("canary remark");
  encoded.fields.push_back({"control_note", wire::Visibility::private_, {}, text_bytes("canary note"), true});
  encoded.fields.push_back({"persons/0/name", wire::Visibility::personal, person_id(1), text_bytes("canary name"), true});
  return {recorder, stream, encoded.type, encoded.type_version, morning, {}, encoded.fields};
}

struct Readers : testing::Test {
  Home home{Engine::postgres};
  std::unique_ptr<Store> store = home.open_sample();
  Client owner{home.path()};
  std::vector<ReaderRights> rights{
      {"KG", "customs", Reach::own_state, Reach::both_states, Reach::own_agency, Reach::own_agency, Reach::own_state, Reach::both_states},
      {"KG", "transport", Reach::own_state, Reach::own_agency, Reach::own_agency, Reach::nothing, Reach::nothing, Reach::own_state},
      {"KZ", "customs", Reach::own_state, Reach::own_state, Reach::own_state, Reach::both_states, Reach::own_state, Reach::nothing},
      {"UZ", "customs", Reach::own_state, Reach::both_states, Reach::both_states, Reach::both_states, Reach::own_state, Reach::both_states},
      {"TJ", "customs"},
  };

  void SetUp() override {
    Commit commit;
    commit.events = {closed(kz, crossing_id(1), "KZ", "customs", "kz_customs"), closed(kg, crossing_id(1), "KG", "customs", "kg_customs"),
                     closed(kg, crossing_id(1), "KG", "transport", "kg_weighing")};
    commit.crossings = {sample_crossing(crossing_id(1), 3, morning)};
    commit.work = {{crossing_id(1), "KZ", "c1", crossing_id(1), "kz_desk", "customs", morning, 0},
                   {crossing_id(1), "KG", "c2", crossing_id(1), "kg_desk", "customs", morning, 0},
                   {crossing_id(1), "KG", "c3", crossing_id(1), "kg_scales", "transport", morning, 0}};
    study::Stay stay;
    stay.crossing = crossing_id(1);
    stay.exit_state = "KZ", stay.entry_state = "KG", stay.layout = "combined", stay.traffic_class = "truck";
    commit.stays = {stay};
    LodgementRow lodged;
    lodged.lodgement = crossing_id(50), lodged.reference = "AB12", lodged.firm = crossing_id(51), lodged.firm_name = "Firm", lodged.kind = "goods_declaration";
    lodged.format = "json", lodged.standing = "waiting", lodged.exit_state = "KZ", lodged.entry_state = "KG", lodged.plate = "777 AAA 02";
    lodged.channels = "canary channels", lodged.declared = "canary declared";
    commit.lodgements = {lodged};
    ASSERT_TRUE(std::holds_alternative<Applied>(commit_one(*store, commit)));
    owner.must("INSERT INTO stay_activity VALUES ('\\x01', 0, 'agency', 'KG', 'customs', 'work', 'A', 5), ('\\x01', 0, 'agency', 'KZ', 'customs', 'work', 'A', 6)");
    owner.must("UPDATE crossing SET plate_folded = 'canary plate', holder_agency = 'canary holder'");
    owner.must("UPDATE stay SET facts = 'canary facts'");
    fill_with_canaries();
    renew();
  }

  void renew() { must(make_readers(home.path(), value(readers_sql(rights)))); }
  std::string address_of(const std::string& role) const {
    auto address = home.path();
    return address.replace(address.find("user=onestop"), 12, "user=" + role);
  }
  Client client(const Code& state, const Code& agency) const { return Client(address_of(reader_role({state, agency}))); }
  std::vector<std::string> base_tables() const {
    return owner.list("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1");
  }
  /// One row more in every table, of nobody here, that says "canary" in every column of text and of bytes.
  void fill_with_canaries() {
    for (const auto& table : base_tables()) {
      if (table == "migration" || table.starts_with("event_")) continue;  // a partition is filled through its table
      std::string columns, values;
      for (const auto& column : owner.list("SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '" + table + "' ORDER BY ordinal_position")) {
        const auto name = column.substr(0, column.find(' ')), type = column.substr(name.size() + 1);
        columns += (columns.empty() ? "\"" : ", \"") + name + "\"";
        const auto text = "'canary " + table + " " + name + "'";
        values += (values.empty() ? "" : ", ") + (type == "text" ? text : type == "bytea" ? "convert_to(" + text + ", 'UTF8')" : std::string("4242424"));
      }
      owner.must("INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")");
    }
  }
  static void expect_no_canary(const std::string& text, const std::string& where) {
    EXPECT_EQ(text.find("canary"), std::string::npos) << where << ": " << text;
    EXPECT_EQ(text.find("63616e617279"), std::string::npos) << where << " in hexadecimal: " << text;
    EXPECT_EQ(text.find("4242424"), std::string::npos) << where << ", a number: " << text;
  }
};

TEST_F(Readers, does_each_agency_see_its_own_and_nothing_else) {
  const auto kg_customs = client("KG", "customs"), kg_transport = client("KG", "transport"), kz_customs = client("KZ", "customs");
  EXPECT_EQ(kg_customs.must("SELECT control FROM work ORDER BY 1"), "c2|");
  EXPECT_EQ(kg_transport.must("SELECT control FROM work ORDER BY 1"), "c3|");
  EXPECT_EQ(kz_customs.must("SELECT control FROM work ORDER BY 1"), "c1|");
  EXPECT_EQ(kg_customs.must("SELECT state, agency, role, desk, basis, control, outcome, subject = crossing FROM act ORDER BY seq"),
            "KZ|customs|officer|desk_1|art_7|kz_customs|passed|t|KG|customs|officer|desk_1|art_7|kg_customs|passed|t|KG|transport|officer|desk_1|art_7|kg_weighing|passed|t|");
  EXPECT_EQ(kg_transport.must("SELECT control FROM act"), "kg_weighing|");
  EXPECT_EQ(kz_customs.must("SELECT control FROM act"), "kz_customs|");
  EXPECT_EQ(kg_customs.must("SELECT state, type FROM event ORDER BY seq"), "KZ|ControlClosed|KG|ControlClosed|KG|ControlClosed|");
  EXPECT_EQ(kg_transport.must("SELECT state FROM event"), "KG|KG|");
  EXPECT_EQ(kz_customs.must("SELECT state FROM event"), "");
  EXPECT_EQ(kg_customs.must("SELECT state FROM stay_activity"), "KG|");
  EXPECT_EQ(kg_customs.must("SELECT layout FROM stay"), "combined|");
  EXPECT_EQ(kg_transport.must("SELECT layout FROM stay"), "");
  EXPECT_EQ(kg_customs.must("SELECT reference, firm_name FROM lodgement"), "AB12|Firm|");
  EXPECT_EQ(kg_transport.must("SELECT reference FROM lodgement"), "");
  for (const auto* nobody : {"UZ", "TJ"})
    for (const auto& view : views) EXPECT_EQ(client(nobody, "customs").must("SELECT count(*) FROM " + view), "0|") << nobody << " takes no part in any crossing here, " << view;
}

TEST_F(Readers, does_no_canary_come_out_of_any_view) {
  for (const auto& reader : rights) {
    const auto asking = client(reader.state, reader.agency);
    for (const auto& view : views) {
      expect_no_canary(asking.must("SELECT * FROM reading." + view), view);
      expect_no_canary(asking.must("COPY (SELECT * FROM reading." + view + ") TO STDOUT"), view);
      expect_no_canary(asking.must("SELECT query_to_xml('SELECT * FROM reading." + view + "', true, true, '')"), view);
      expect_no_canary(asking.must("EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM reading." + view), view);
    }
  }
}

TEST_F(Readers, is_no_base_table_open_and_nothing_written) {
  for (const auto& reader : rights) {
    const auto asking = client(reader.state, reader.agency);
    asking.must("SET default_transaction_read_only = off");
    for (const auto& table : base_tables()) {
      EXPECT_FALSE(asking.ask("SELECT * FROM public." + table).good) << table;
      EXPECT_FALSE(asking.ask("INSERT INTO public." + table + " DEFAULT VALUES").good) << table;
      EXPECT_FALSE(asking.ask("DELETE FROM public." + table).good) << table;
      EXPECT_FALSE(asking.ask("TRUNCATE public." + table).good) << table;
      EXPECT_FALSE(asking.ask("COPY public." + table + " TO STDOUT").good) << table;
    }
    for (const auto& view : views) {
      EXPECT_FALSE(asking.ask("DELETE FROM reading." + view).good) << view;
      EXPECT_FALSE(asking.ask("INSERT INTO reading." + view + " DEFAULT VALUES").good) << view;
    }
    EXPECT_FALSE(asking.ask("UPDATE reading.reader SET crossings = 'both_states'").good) << "nobody widens what he may see";
    EXPECT_FALSE(asking.ask("SELECT * FROM reading.reader").good);
  }
}

TEST_F(Readers, does_a_mistaken_grant_show_nothing) {
  for (const auto& reader : rights) {
    const auto role = reader_role(reader);
    owner.must("GRANT USAGE ON SCHEMA public TO " + role + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role +
               "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA reading TO " + role);
    const auto asking = client(reader.state, reader.agency);
    asking.must("SET default_transaction_read_only = off");
    for (const auto& table : base_tables()) {
      EXPECT_EQ(asking.must("SELECT count(*) FROM public." + table), "0|") << table;
      EXPECT_EQ(asking.ask("DELETE FROM public." + table).changed, 0) << table;
    }
    EXPECT_FALSE(asking.ask("INSERT INTO public.setting VALUES ('name', 'value')").good);
    EXPECT_EQ(asking.must("SELECT count(*) FROM reading.reader"), "0|");
    EXPECT_EQ(asking.ask("UPDATE reading.reader SET crossings = 'both_states', state = 'KZ'").changed, 0) << "and nobody widens what he may see";
    for (const auto& view : views) {
      expect_no_canary(asking.must("SELECT * FROM reading." + view), view);
      EXPECT_FALSE(asking.ask("DELETE FROM reading." + view).good) << view;
    }
  }
}

TEST_F(Readers, is_there_no_way_out_by_role_function_path_or_error) {
  owner.must("ANALYZE");
  const auto asking = client("KG", "customs");
  asking.must("SET default_transaction_read_only = off");
  for (const auto* sql : {"SET ROLE onestop", "SET ROLE onestop_reading", "SET ROLE onestop_reader_kz_customs", "SET SESSION AUTHORIZATION onestop", "SET ROLE pg_read_all_data",
                          "CREATE FUNCTION reading.leak(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "CREATE FUNCTION public.leak(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                          "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "CREATE TEMP TABLE crossing (state text)", "CREATE TABLE public.reader (role name)",
                          "CREATE TABLE reading.mine (role name)", "CREATE SCHEMA mine", "CREATE ROLE other", "ALTER ROLE onestop_reader_kg_customs BYPASSRLS",
                          "GRANT onestop_reading TO onestop_reader_kg_customs", "ALTER VIEW reading.crossing SET (security_barrier = false)", "DROP POLICY readers ON public.crossing",
                          "SELECT pg_read_file('postgresql.conf')", "SELECT lo_create(0)", "SELECT pg_advisory_lock(20300, 1)", "SELECT pg_advisory_xact_lock_shared(20299::bigint << 48)",
                          "LOCK TABLE reading.crossing IN ACCESS EXCLUSIVE MODE", "LOCK TABLE public.event IN ACCESS SHARE MODE", "SELECT nextval('public.log_seq')",
                          "SELECT query_to_xml('SELECT * FROM public.crossing', true, true, '')", "SELECT pg_ls_dir('.')", "COPY reading.crossing TO PROGRAM 'true'"}) {
    const auto answer = asking.ask(sql);
    EXPECT_FALSE(answer.good) << sql;
    expect_no_canary(answer.said, sql);
    asking.must("RESET ROLE");
  }
  // What may be asked but must tell nothing: errors and plans of conditions that look at rows of others.
  for (const auto* sql : {"SELECT count(*) FROM reading.crossing WHERE vehicle_class::int > 0", "SELECT count(*) FROM reading.lodgement WHERE firm_name::int > 0",
                          "SELECT count(*) FROM reading.work WHERE 1 / (priority - 4242424) > 0", "SELECT count(*) FROM reading.stay WHERE layout::date > now()",
                          "SET row_security = off; SELECT * FROM reading.crossing", "SET search_path = pg_temp, public, reading; SELECT * FROM reading.crossing; SELECT * FROM crossing",
                          "SET current_user = 'onestop'", "SELECT * FROM pg_stats WHERE schemaname = 'public'", "SELECT most_common_vals::text FROM pg_stats",
                          "SELECT * FROM pg_stats_ext", "SELECT query FROM pg_stat_activity",
                          "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM reading.lodgement LOOP RAISE EXCEPTION '%', r; END LOOP; END $$"}) {
    expect_no_canary(asking.ask(sql).said, sql);
    asking.must("RESET row_security; SET search_path = reading");
  }
}

TEST_F(Readers, do_the_same_rights_twice_change_nothing_and_fewer_take_away) {
  EXPECT_EQ(client("KZ", "customs").must("SELECT control FROM work"), "c1|");
  renew();
  EXPECT_EQ(client("KZ", "customs").must("SELECT control FROM work"), "c1|");
  std::erase_if(rights, [](const ReaderRights& one) { return one.state == Code("KZ"); });
  renew();
  EXPECT_FALSE(client("KZ", "customs").ask("SELECT control FROM reading.work").good);
  EXPECT_EQ(client("KG", "customs").must("SELECT control FROM work"), "c2|");
}

TEST_F(Readers, does_the_program_write_and_read_as_before) {
  const auto other = home.open_empty();
  Commit commit;
  commit.events = {sample_event(kz, crossing_id(2), morning)};
  EXPECT_TRUE(std::holds_alternative<Applied>(commit_one(*other, commit)));
  EXPECT_EQ(value(value(other->reader())->read_crossing(crossing_id(2))).size(), 1u);
}

TEST(ReaderNames, is_a_code_that_is_no_name_turned_away) {
  EXPECT_FALSE(readers_sql({{"KG'; DROP TABLE event; --", "customs"}}));
  EXPECT_FALSE(readers_sql({{"KG", "cus toms"}}));
  EXPECT_FALSE(readers_sql({{"KG", "customs"}, {"kg", "customs"}})) << "two agencies with one role";
  EXPECT_FALSE(make_readers("post.db", "SELECT 1"));
}

/// What the page says: | `view` | `column` | ... in the section of readers.
std::map<std::string, std::vector<std::string>> documented() {
  std::ifstream page(ONESTOP_SOURCE_DIR "/docs/data-model.md");
  std::map<std::string, std::vector<std::string>> columns;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| `reading.")) continue;
    const auto end = line.find('`', 3), next = line.find('`', end + 1);
    columns[line.substr(11, end - 11)].push_back(line.substr(next + 1, line.find('`', next + 1) - next - 1));
  }
  return columns;
}

TEST_F(Readers, does_the_page_of_the_data_model_name_every_column_of_every_view) {
  std::map<std::string, std::vector<std::string>> real;
  for (const auto& view : views)
    real[view] = owner.list("SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'reading' AND table_name = '" + view + "' ORDER BY ordinal_position");
  EXPECT_EQ(documented(), real);
}

}  // namespace
}  // namespace onestop::store
