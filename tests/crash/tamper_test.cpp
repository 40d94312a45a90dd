// Whoever can write to the file changes it in one way; log verification must find it and name it.
#include <sqlite3.h>

#include <fstream>

#include "../unit/store/sample_store.h"

namespace onestop::store {
namespace {

class TamperTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = open_sample(path);
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
  }

  /// One crossing that only kz knows of, and two events of it after the checkpoints.
  void fill_more(Store& store) {
    Commit commit;
    commit.events = {sample_event(kz, crossing_id(5), morning + 9000, "Late", 5), sample_event(kz, crossing_id(5), morning + 9001, "Late", 5)};
    commit_one(store, commit);
  }

  void change(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << (error ? error : "") << sql;
    EXPECT_GT(sqlite3_total_changes(db), 0) << "nothing was changed by: " << sql;
    sqlite3_close(db);
  }

  /// The blob with its byte at `offset` (from 0) flipped.
  static std::string flipped(const std::string& column, std::size_t offset) {
    const auto at = std::to_string(offset + 1);
    return "CAST(substr(" + column + ",1," + at + "-1) || x'' || (SELECT CASE WHEN substr(" + column + "," + at +
           ",1) = x'00' THEN x'01' ELSE x'00' END) || substr(" + column + "," + at + "+1) AS BLOB)";
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

  Folder folder;
  std::string path = folder.file("post.db");
  std::vector<wire::Checkpoint> kept;
};

TEST_F(TamperTest, flipped_byte_of_an_envelope_is_named_by_its_event) {
  change("UPDATE event SET envelope = " + flipped("envelope", 90) + " WHERE seq = 5");
  finds(found::envelope_damaged, "event 5 ");
  EXPECT_EQ(verify_log(path).findings.size(), 2u) << report(kept) << "its chain and its fields, nothing else";
}

TEST_F(TamperTest, flipped_byte_of_a_hash_is_told_from_one_of_the_envelope) {
  change("UPDATE event SET hash = " + flipped("hash", 3) + " WHERE seq = 5");
  finds(found::hash_damaged, "event 5 ");
}

TEST_F(TamperTest, flipped_byte_of_a_body_names_the_field) {
  change("UPDATE event SET body = CAST(substr(body, 1, instr(body, x'" + to_hex(as_bytes("nothing found")) +
         "')) || x'4f' || substr(body, instr(body, x'" + to_hex(as_bytes("nothing found")) + "') + 2) AS BLOB) WHERE seq = 7");
  finds(found::field_damaged, "its field remark");
  finds(found::field_damaged, "event 7 ");
}

TEST_F(TamperTest, every_byte_of_every_stored_blob_is_covered) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  sqlite3_exec(db, "PRAGMA synchronous=OFF", nullptr, nullptr, nullptr);  // speed only: nothing here is about durability
  const auto blob_of = [&](const std::string& sql) {
    sqlite3_stmt* s = nullptr;
    sqlite3_prepare_v2(db, sql.c_str(), -1, &s, nullptr);
    EXPECT_EQ(sqlite3_step(s), SQLITE_ROW) << sql;
    const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(s, 0));
    Bytes bytes(data, data + sqlite3_column_bytes(s, 0));
    sqlite3_finalize(s);
    return bytes;
  };
  struct Place { std::string table, column, where; };
  const std::vector<Place> places{{"event", "envelope", "seq = 6"}, {"event", "body", "seq = 6"}, {"event", "hash", "seq = 6"},
                                  {"event", "hash", "seq = 24"}, {"stream", "head_hash", "version = 3"},
                                  {"checkpoint", "bytes", "size = 12"}, {"recorder", "tree_peaks", "tree_size = 12"},
                                  {"recorder", "public_key", "tree_size = 12"}};
  int flips = 0;
  for (const auto& place : places) {
    const auto where = " WHERE " + place.where;
    const auto whole = blob_of("SELECT " + place.column + " FROM " + place.table + where + " LIMIT 1");
    const auto one = " WHERE " + place.column + " = ?2";
    for (std::size_t i = 0; i < whole.size(); i += 1 + whole.size() / 90) {
      auto changed = whole;
      changed[i] ^= 0x40;
      const auto swap = [&](const Bytes& from, const Bytes& to) {
        sqlite3_stmt* s = nullptr;
        sqlite3_prepare_v2(db, ("UPDATE " + place.table + " SET " + place.column + " = ?1" + one).c_str(), -1, &s, nullptr);
        sqlite3_bind_blob(s, 1, to.data(), static_cast<int>(to.size()), SQLITE_TRANSIENT);
        sqlite3_bind_blob(s, 2, from.data(), static_cast<int>(from.size()), SQLITE_TRANSIENT);
        EXPECT_EQ(sqlite3_step(s), SQLITE_DONE);
        EXPECT_EQ(sqlite3_changes(db), 1);
        sqlite3_finalize(s);
      };
      swap(whole, changed);
      EXPECT_FALSE(verify_log(path).clean()) << place.table << "." << place.column << " byte " << i;
      swap(changed, whole);
      ++flips;
    }
  }
  sqlite3_close(db);
  EXPECT_TRUE(verify_log(path, kept).clean()) << report(kept);
  EXPECT_GT(flips, 300);
}

TEST_F(TamperTest, changed_columns_are_told_by_the_envelope) {
  for (const auto* column : {"at = at + 1", "type = 'Released'", "type_version = 9"}) {
    change(std::string("UPDATE event SET ") + column + " WHERE seq = 3");
    finds(found::column_differs, "event 3 ");
  }
}

TEST_F(TamperTest, swapped_contents_of_two_events_are_named) {
  change("CREATE TEMP TABLE t AS SELECT seq, hash, envelope, body FROM event WHERE seq IN (9, 13);"
         "UPDATE event SET hash = (SELECT hash FROM t WHERE seq = 13), envelope = (SELECT envelope FROM t WHERE seq = 13), body = (SELECT "
         "body FROM t WHERE seq = 13) WHERE seq = 9;"
         "UPDATE event SET hash = (SELECT hash FROM t WHERE seq = 9), envelope = (SELECT envelope FROM t WHERE seq = 9), body = (SELECT "
         "body FROM t WHERE seq = 9) WHERE seq = 13");
  finds(found::column_differs, "event 9 ");
  finds(found::column_differs, "event 13 ");
}

TEST_F(TamperTest, swapped_places_of_two_events_are_named) {
  change("UPDATE event SET seq = -1 WHERE seq = 9; UPDATE event SET seq = 9 WHERE seq = 10; UPDATE event SET seq = 10 WHERE seq = -1");
  finds(found::order_differs, "event 9 ");
}

TEST_F(TamperTest, events_that_changed_places_with_all_they_say_of_it_are_found_by_the_checkpoint) {
  change("UPDATE event SET seq = -1, position = -1 WHERE seq = 9;"
         "UPDATE event SET seq = 9, position = 5 WHERE seq = 10;"
         "UPDATE event SET seq = 10, position = 6 WHERE seq = -1");
  finds(found::checkpoint_differs, "positions 1 to 12");
}

TEST_F(TamperTest, cut_tail_is_found_against_the_recorders_own_count) {
  change("DELETE FROM event WHERE seq > 20");
  finds(found::tail_missing, to_text(kg) + " wrote 12 events, the last one here has position 8", false);
  finds(found::tail_missing, "signed 12 events", false);
}

TEST_F(TamperTest, cut_tail_that_was_covered_up_is_found_against_a_checkpoint_kept_elsewhere) {
  change("DELETE FROM event WHERE seq > 20; DELETE FROM checkpoint; DELETE FROM stream; UPDATE recorder SET tree_size = 0, tree_peaks = x'';"
         "INSERT INTO stream SELECT stream, recorder, version, hash FROM event e WHERE version = (SELECT max(version) FROM event f WHERE "
         "f.stream = e.stream AND f.recorder = e.recorder);"
         "UPDATE recorder SET position = (SELECT max(position) FROM event WHERE recorder = id);"
         "UPDATE crossing SET version = (SELECT sum(version) FROM stream WHERE stream.stream = crossing.crossing)");
  EXPECT_EQ(report({}), "") << "from the file alone it cannot be seen";
  finds(found::older_than_checkpoint, to_text(kg) + " signed 12 events");
}

TEST_F(TamperTest, removed_stream_is_found_with_everything_about_it_gone) {
  const auto gone = "x'" + to_hex(to_bytes(crossing_id(2))) + "'";
  change("DELETE FROM event WHERE stream = " + gone + "; DELETE FROM stream WHERE stream = " + gone + "; DELETE FROM crossing WHERE crossing = " +
         gone + "; DELETE FROM work WHERE crossing = " + gone + "; DELETE FROM due WHERE crossing = " + gone);
  finds(found::events_missing, "positions 2 are missing", false);
  finds(found::events_missing, "positions 6 are missing", false);
  // And closing the ranks does not help.
  change("UPDATE event SET position = -(SELECT count(*) FROM event f WHERE f.recorder = event.recorder AND f.seq <= event.seq);"
         "UPDATE event SET position = -position; UPDATE recorder SET position = (SELECT max(position) FROM event WHERE recorder = id)");
  finds(found::tail_missing, "signed 12 events", false);
}

TEST_F(TamperTest, removed_events_of_one_stream_are_named) {
  change("DELETE FROM event WHERE seq = 10");  // version 2 of crossing 2 by kz
  finds(found::events_missing, "stream " + to_text(crossing_id(2)) + " of recorder " + to_text(kz) + " lacks version 2");
}

TEST_F(TamperTest, restored_older_copy_is_found_against_a_checkpoint_kept_elsewhere) {
  const auto copy = folder.file("copy.db");
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

TEST_F(TamperTest, rewritten_history_with_a_good_chain_is_found_by_the_checkpoint) {
  // Another log with the same recorders, as long, and consistent in itself.
  const auto other = folder.file("other.db");
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

TEST_F(TamperTest, foreign_signature_is_not_believed) {
  kept[0].size = 500;
  kept[0] = wire::sign_checkpoint(kept[0], key_of(kg).secret_key);
  finds(found::checkpoint_damaged, "500 events of recorder " + to_text(kz));
}

TEST_F(TamperTest, read_table_that_lies_is_named) {
  change("UPDATE crossing SET version = version + 1 WHERE crossing = x'" + to_hex(to_bytes(crossing_id(3))) + "'");
  finds(found::read_table_differs, to_hex(to_bytes(crossing_id(3))));
  change("UPDATE crossing SET version = version - 1 WHERE crossing = x'" + to_hex(to_bytes(crossing_id(3))) + "'");
  change("UPDATE work SET crossing = zeroblob(16) WHERE crossing = x'" + to_hex(to_bytes(crossing_id(3))) + "'");
  finds(found::read_table_differs, "the table work");
}

TEST_F(TamperTest, damaged_file_is_a_finding_and_not_a_crash) {
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
