// Whoever can write to the file changes it in one way; log verification must find it and name it.
#include <deque>
#include <fstream>

#include "../unit/store/engines.h"
#include "store/connections.h"

namespace onestop::store {
namespace {

class TamperTest : public OnBothEngines {
 protected:
  void SetUp() override {
    auto store = home.open_sample();
    fill(*store, 4, 6);  // events 1..24: crossing c has event 4*(e-1)+c; odd e by kz, even e by kg
    kept = {sign_now(*store, kz), sign_now(*store, kg)};
    fill_more(*store);
    ASSERT_TRUE(store->writer().rest());
    store.reset();
    const auto clean = verify_log(path, kept);
    ASSERT_TRUE(clean.clean()) << clean.findings[0].where;
    ASSERT_EQ(clean.events, 26u);
    ASSERT_EQ(clean.streams, 9u);
    ASSERT_EQ(clean.checkpoints, 2u);
    db = connect(path, "", Use::writing);
  }

  /// One crossing that only kz knows of, and two events of it after the checkpoints.
  void fill_more(Store& store) {
    Commit commit;
    commit.events = {sample_event(kz, crossing_id(5), morning + 9000, "Late", 5), sample_event(kz, crossing_id(5), morning + 9001, "Late", 5)};
    commit_one(store, commit);
  }

  void change(const std::string& sql) { db->run(sql); }
  /// A statement of a text that is made here: it is found by its address, so it stays.
  Statement& use(const std::string& sql) {
    for (const auto& known : texts)
      if (known == sql) return db->use(known.c_str());
    return db->use(texts.emplace_back(sql).c_str());
  }

  /// Bytes as the engine writes them in a text.
  std::string literal(ByteView bytes) const { return GetParam() == Engine::sqlite ? "x'" + to_hex(bytes) + "'" : "'\\x" + to_hex(bytes) + "'::bytea"; }
  std::string literal(const Id& id) const { return literal(to_bytes(id)); }

  Bytes blob(const std::string& table, const std::string& column, const std::string& where) {
    auto& row = use("SELECT " + column + " FROM " + table + " WHERE " + where + " LIMIT 1").query();
    EXPECT_TRUE(row.step()) << table << " where " << where;
    auto bytes = row.bytes(0);
    row.reset();
    return bytes;
  }
  void replace(const std::string& table, const std::string& column, const Bytes& from, const Bytes& to) {
    EXPECT_EQ(use("UPDATE " + table + " SET " + column + " = ?1 WHERE " + column + " = ?2").changed(to, from), 1u);
  }
  void flip(const std::string& column, std::size_t offset, const std::string& where) {
    const auto whole = blob("event", column, where);
    auto changed = whole;
    changed.at(offset) ^= 1;
    replace("event", column, whole, changed);
  }

  std::string report(const std::vector<wire::Checkpoint>& checkpoints) {
    std::string text;
    for (const auto& finding : verify_log(path, checkpoints).findings) text += finding.what + ": " + finding.where + "\n";
    return text;
  }

  void finds(std::string_view what, const std::string& where, bool with_kept = true) {
    const auto text = report(with_kept ? kept : std::vector<wire::Checkpoint>{});
    bool found = false;
    std::size_t begin = 0;
    while (begin < text.size()) {
      const auto end = text.find('\n', begin);
      const auto line = text.substr(begin, end - begin);
      found = found || (line.starts_with(std::string(what) + ": ") && line.find(where) != std::string::npos);
      begin = end + 1;
    }
    EXPECT_TRUE(found) << "not named: " << what << " ... " << where << "\nfound:\n" << text;
  }

  std::string path = home.path();
  std::vector<wire::Checkpoint> kept;
  std::deque<std::string> texts;
  std::unique_ptr<Connection> db;
};
ON_BOTH_ENGINES(TamperTest);

/// What can be done to a file only.
class TamperedFile : public TamperTest {};
INSTANTIATE_TEST_SUITE_P(Engines, TamperedFile, testing::Values(Engine::sqlite), engine_name);

TEST_P(TamperTest, flipped_byte_of_an_envelope_is_named_by_its_event) {
  flip("envelope", 90, "seq = 5");
  finds(found::envelope_damaged, "event 5 ");
  EXPECT_EQ(verify_log(path).findings.size(), 2u) << report(kept) << "its chain and its fields, nothing else";
}

TEST_P(TamperTest, flipped_byte_of_a_hash_is_told_from_one_of_the_envelope) {
  flip("hash", 3, "seq = 5");
  finds(found::hash_damaged, "event 5 ");
}

TEST_P(TamperTest, flipped_byte_of_a_body_names_the_field) {
  const auto body = blob("event", "body", "seq = 7");
  const std::string_view remark = "nothing found";
  const auto at = std::search(body.begin(), body.end(), remark.begin(), remark.end());
  ASSERT_NE(at, body.end());
  flip("body", static_cast<std::size_t>(at - body.begin()), "seq = 7");
  finds(found::field_damaged, "its field remark");
  finds(found::field_damaged, "event 7 ");
}

TEST_P(TamperTest, every_byte_of_every_stored_blob_is_covered) {
  if (GetParam() == Engine::sqlite) db->run("PRAGMA synchronous=OFF");  // speed only: nothing here is about durability
  const std::size_t steps = GetParam() == Engine::sqlite ? 90 : 30;
  struct Place { std::string table, column, where; };
  const std::vector<Place> places{{"event", "envelope", "seq = 6"}, {"event", "body", "seq = 6"}, {"event", "hash", "seq = 6"},
                                  {"event", "hash", "seq = 24"}, {"stream", "head_hash", "version = 3"},
                                  {"checkpoint", "bytes", "size = 12"}, {"recorder", "tree_peaks", "tree_size = 12"},
                                  {"recorder", "public_key", "tree_size = 12"}};
  int flips = 0;
  for (const auto& place : places) {
    const auto whole = blob(place.table, place.column, place.where);
    for (std::size_t i = 0; i < whole.size(); i += 1 + whole.size() / steps) {
      auto changed = whole;
      changed[i] ^= 0x40;
      replace(place.table, place.column, whole, changed);
      EXPECT_FALSE(verify_log(path).clean()) << place.table << "." << place.column << " byte " << i;
      replace(place.table, place.column, changed, whole);
      ++flips;
    }
  }
  EXPECT_TRUE(verify_log(path, kept).clean()) << report(kept);
  EXPECT_GT(flips, GetParam() == Engine::sqlite ? 300 : 150);
}

TEST_P(TamperTest, changed_columns_are_told_by_the_envelope) {
  for (const auto* column : {"at = at + 1", "type = 'Released'", "type_version = 9"}) {
    change(std::string("UPDATE event SET ") + column + " WHERE seq = 3");
    finds(found::column_differs, "event 3 ");
  }
}

TEST_P(TamperTest, swapped_contents_of_two_events_are_named) {
  change("CREATE TEMP TABLE t AS SELECT seq, hash, envelope, body FROM event WHERE seq IN (9, 13);"
         "UPDATE event SET hash = (SELECT hash FROM t WHERE seq = 13), envelope = (SELECT envelope FROM t WHERE seq = 13), body = (SELECT "
         "body FROM t WHERE seq = 13) WHERE seq = 9;"
         "UPDATE event SET hash = (SELECT hash FROM t WHERE seq = 9), envelope = (SELECT envelope FROM t WHERE seq = 9), body = (SELECT "
         "body FROM t WHERE seq = 9) WHERE seq = 13");
  finds(found::column_differs, "event 9 ");
  finds(found::column_differs, "event 13 ");
}

TEST_P(TamperTest, swapped_places_of_two_events_are_named) {
  change("UPDATE event SET seq = -1 WHERE seq = 9; UPDATE event SET seq = 9 WHERE seq = 10; UPDATE event SET seq = 10 WHERE seq = -1");
  finds(found::order_differs, "event 9 ");
}

TEST_P(TamperTest, events_that_changed_places_with_all_they_say_of_it_are_found_by_the_checkpoint) {
  change("UPDATE event SET seq = -1, position = -1 WHERE seq = 9;"
         "UPDATE event SET seq = 9, position = 5 WHERE seq = 10;"
         "UPDATE event SET seq = 10, position = 6 WHERE seq = -1");
  finds(found::checkpoint_differs, "positions 1 to 12");
}

TEST_P(TamperTest, cut_tail_is_found_against_the_recorders_own_count) {
  change("DELETE FROM event WHERE seq > 20");
  finds(found::tail_missing, to_text(kg) + " wrote 12 events, the last one here has position 8", false);
  finds(found::tail_missing, "signed 12 events", false);
}

TEST_P(TamperTest, cut_tail_that_was_covered_up_is_found_against_a_checkpoint_kept_elsewhere) {
  change("DELETE FROM event WHERE seq > 20; DELETE FROM checkpoint; DELETE FROM stream; UPDATE recorder SET tree_size = 0, tree_peaks = " + literal(Bytes{}) + ";"
         "INSERT INTO stream (stream, recorder, version, head_hash) SELECT stream, recorder, version, hash FROM event e WHERE version = (SELECT max(version) FROM event f WHERE "
         "f.stream = e.stream AND f.recorder = e.recorder);"
         "UPDATE recorder SET position = (SELECT max(position) FROM event WHERE recorder = id);"
         "UPDATE crossing SET version = (SELECT sum(version) FROM stream WHERE stream.stream = crossing.crossing)");
  EXPECT_EQ(report({}), "") << "from the file alone it cannot be seen";
  finds(found::older_than_checkpoint, to_text(kg) + " signed 12 events");
}

TEST_P(TamperTest, removed_stream_is_found_with_everything_about_it_gone) {
  const auto gone = literal(crossing_id(2));
  change("DELETE FROM event WHERE stream = " + gone + "; DELETE FROM stream WHERE stream = " + gone + "; DELETE FROM crossing WHERE crossing = " +
         gone + "; DELETE FROM work WHERE crossing = " + gone + "; DELETE FROM due WHERE crossing = " + gone);
  finds(found::events_missing, "positions 2 are missing", false);
  finds(found::events_missing, "positions 6 are missing", false);
  // And closing the ranks does not help.
  change("UPDATE event SET position = -(SELECT count(*) FROM event f WHERE f.recorder = event.recorder AND f.seq <= event.seq);"
         "UPDATE event SET position = -position; UPDATE recorder SET position = (SELECT max(position) FROM event WHERE recorder = id)");
  finds(found::tail_missing, "signed 12 events", false);
}

TEST_P(TamperTest, removed_events_of_one_stream_are_named) {
  change("DELETE FROM event WHERE seq = 10");  // version 2 of crossing 2 by kz
  finds(found::events_missing, "stream " + to_text(crossing_id(2)) + " of recorder " + to_text(kz) + " lacks version 2");
}

TEST_P(TamperedFile, restored_older_copy_is_found_against_a_checkpoint_kept_elsewhere) {
  db.reset();
  const auto copy = home.folder.file("copy.db");
  std::filesystem::copy_file(path, copy);
  {
    auto store = value(open({.path = path}));
    fill(*store, 2, 2);
    kept = {sign_now(*store, kz), sign_now(*store, kg)};
  }
  std::filesystem::rename(copy, path);
  std::filesystem::remove(path + "-wal");
  EXPECT_TRUE(verify_log(path).clean());
  finds(found::older_than_checkpoint, "an older copy was put back");
}

TEST_P(TamperedFile, rewritten_history_with_a_good_chain_is_found_by_the_checkpoint) {
  db.reset();
  // Another log with the same recorders, as long, and consistent in itself.
  const auto other = home.folder.file("other.db");
  {
    auto store = open_sample(other);
    fill(*store, 4, 6);
    fill_more(*store);
  }
  std::filesystem::rename(other, path);
  std::filesystem::remove(path + "-wal");
  EXPECT_EQ(report({}), "");
  finds(found::checkpoint_differs, "(kept elsewhere)");
}

TEST_P(TamperTest, foreign_signature_is_not_believed) {
  kept[0].size = 500;
  kept[0] = wire::sign_checkpoint(kept[0], key_of(kg).secret_key);
  finds(found::checkpoint_damaged, "500 events of recorder " + to_text(kz));
}

TEST_P(TamperTest, read_table_that_lies_is_named) {
  change("UPDATE crossing SET version = version + 1 WHERE crossing = " + literal(crossing_id(3)));
  finds(found::read_table_differs, to_hex(to_bytes(crossing_id(3))));
  change("UPDATE crossing SET version = version - 1 WHERE crossing = " + literal(crossing_id(3)));
  change("UPDATE work SET crossing = " + literal(Id{}) + " WHERE crossing = " + literal(crossing_id(3)));
  finds(found::read_table_differs, "the table work");
}

TEST_P(TamperedFile, damaged_file_is_a_finding_and_not_a_crash) {
  db.reset();
  std::mt19937_64 random(42);
  std::string whole;
  {
    std::ifstream in(path, std::ios::binary);
    whole.assign((std::istreambuf_iterator<char>(in)), {});
  }
  int found_damage = 0;
  for (int i = 0; i < 60; ++i) {
    auto bytes = whole;
    if (i % 3 == 0) bytes.resize(random() % bytes.size());
    else for (int n = 0; n < 40; ++n) bytes[random() % bytes.size()] = static_cast<char>(random());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    found_damage += verify_log(path, kept).clean() ? 0 : 1;
  }
  EXPECT_GE(found_damage, 58);
  std::filesystem::remove(path);
  finds(found::file_damaged, "cannot be opened");
}

}  // namespace
}  // namespace onestop::store
