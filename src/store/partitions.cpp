#include "store/partitions.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <thread>

#include "store/sql_rows.h"

namespace onestop::store {
namespace {

constexpr std::uint64_t ten_million = 10'000'000;
constexpr std::uint64_t ahead = 2;  // partitions
constexpr int most_tries = 300;

/// A transaction that waits for a lock for no longer than a moment, and is tried again.
template <class Work>
void in_a_moment(Connection& db, Work work) {
  for (int tries = 1;; ++tries) {
    db.begin_writing();
    try {
      db.run("SET LOCAL lock_timeout = '200ms'; SELECT pg_advisory_xact_lock(20303)");
      work();
      return db.commit();
    } catch (const DatabaseFailure& failure) {
      db.rollback();
      if (failure.trouble != Trouble::in_the_way || tries == most_tries) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + 20 * (tries % 10)));
  }
}

/// Held over several transactions; a connection that is lost gives it back.
class OneAtATime {
 public:
  explicit OneAtATime(Connection& db) : db_(db) { db_.run("SELECT pg_advisory_lock(20304)"); }
  ~OneAtATime() {
    (void)caught([&] { db_.run("SELECT pg_advisory_unlock(20304)"); });
  }
  OneAtATime(const OneAtATime&) = delete;
  OneAtATime& operator=(const OneAtATime&) = delete;

 private:
  Connection& db_;
};

bool is_parted(Connection& db) { return db.number("SELECT count(*) FROM pg_partitioned_table WHERE partrelid = 'event'::regclass") == 1; }

struct Partition {
  std::string name;
  std::uint64_t from = 0, until = 0;
};

std::vector<Partition> partitions(Connection& db) {
  return all<Partition>(db.use("SELECT c.relname::text, coalesce(substring(pg_get_expr(c.relpartbound, c.oid) from 'FROM \\(''(\\d+)''')::bigint, 0), "
                               "substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''(\\d+)''')::bigint FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
                               "WHERE i.inhparent = 'event'::regclass ORDER BY 3").query(),
                        [](const Statement& row) { return Partition{row.text(0), row.u64(1), row.u64(2)}; });
}

std::string bounds(const Partition& one) {
  return "FOR VALUES FROM (" + (one.from == 0 ? "MINVALUE" : std::to_string(one.from)) + ") TO (" + std::to_string(one.until) + ")";
}

/// Empty, with the columns and indexes of the other one.
void make_like(Connection& db, const std::string& name, const std::string& other) {
  db.run("CREATE TABLE " + name + " (LIKE " + other + " INCLUDING DEFAULTS INCLUDING INDEXES); ALTER TABLE " + name + " ENABLE ROW LEVEL SECURITY");
}

/// Below which number the first partition will lie: far enough that nobody reaches it while the table is being prepared.
std::uint64_t promise_bound(Connection& db) {
  const auto size = events_per_partition();
  const auto drawn = db.drawn(Connection::Counter::log);
  auto& row = db.use("SELECT substring(conname from 13)::bigint FROM pg_constraint WHERE conrelid = 'event'::regclass AND conname LIKE 'event\\_below\\_%'").query();
  const auto promised = row.step() ? row.u64(0) : 0;
  row.reset();
  if (promised > drawn + size / 4) return promised;
  const auto bound = (drawn / size + 2) * size;
  in_a_moment(db, [&] {
    if (promised > 0) db.run("ALTER TABLE event DROP CONSTRAINT event_below_" + std::to_string(promised));
    db.run("ALTER TABLE event ADD CONSTRAINT event_below_" + std::to_string(bound) + " CHECK (seq < " + std::to_string(bound) + ") NOT VALID");
  });
  return bound;
}

}  // namespace

std::uint64_t events_per_partition() {
  const char* told = std::getenv("ONESTOP_PARTITION_EVENTS");
  const auto number = told ? std::strtoull(told, nullptr, 10) : 0;
  return number > 0 ? number : ten_million;
}

void part_events(Connection& db) {
  if (is_parted(db)) return;
  const OneAtATime others_wait(db);
  if (is_parted(db)) return;
  const auto bound = promise_bound(db);
  // Reads the whole table and keeps nobody from writing; after that attaching it takes no time.
  db.run("ALTER TABLE event VALIDATE CONSTRAINT event_below_" + std::to_string(bound));
  in_a_moment(db, [&] {
    db.run("ALTER TABLE event RENAME TO event_1; ALTER INDEX event_pkey RENAME TO event_1_pkey; CREATE TABLE event (LIKE event_1 INCLUDING DEFAULTS, PRIMARY KEY (seq)) "
           "PARTITION BY RANGE (seq); ALTER TABLE event ENABLE ROW LEVEL SECURITY");
    db.run("ALTER TABLE event ATTACH PARTITION event_1 " + bounds({"", 0, bound}));
    const Partition next{"event_" + std::to_string(bound), bound, bound + events_per_partition()};
    make_like(db, next.name, "event_1");
    db.run("ALTER TABLE event ATTACH PARTITION " + next.name + " " + bounds(next));
  });
}

void make_partitions_ahead(Connection& db, std::uint64_t newest) {
  const auto size = events_per_partition();
  const auto lacks = [&](const std::vector<Partition>& there) { return there.back().until < std::max(newest, db.drawn(Connection::Counter::log)) + ahead * size; };
  while (lacks(partitions(db)))
    in_a_moment(db, [&] {
      const auto there = partitions(db);
      if (!lacks(there)) return;  // another process was quicker
      const auto from = there.back().until;
      const Partition next{"event_" + std::to_string(from), from, from + size};
      make_like(db, next.name, there.back().name);
      db.run("ALTER TABLE event ATTACH PARTITION " + next.name + " " + bounds(next));
    });
}

std::size_t exchange_archived(Connection& db) {
  std::size_t exchanged = 0;
  const auto settled = db.settled_until();
  for (const auto& one : partitions(db)) {
    if (one.until > settled) continue;
    auto& size = db.use("SELECT pg_relation_size(oid) / 8192 FROM pg_class WHERE oid = ?::text::regclass").query(one.name);
    const auto pages = size.step() ? size.u64(0) : 0;
    size.reset();
    auto& kept = db.use("SELECT count(*), (coalesce(sum(pg_column_size(e.*)), 0) / 8192 + 1)::bigint FROM event e WHERE seq >= ? AND seq < ?").query(one.from, one.until);
    const bool asked = kept.step();
    const auto rows = asked ? kept.u64(0) : 0, kept_pages = asked ? kept.u64(1) : 0;
    kept.reset();
    if (pages == 0 || (rows > 0 && kept_pages * 5 > pages)) continue;
    in_a_moment(db, [&] {
      const auto fresh = one.name + "_kept";
      make_like(db, fresh, one.name);
      db.run("INSERT INTO " + fresh + " SELECT * FROM " + one.name);
      db.run("ALTER TABLE " + fresh + " ADD CONSTRAINT within CHECK (seq IS NOT NULL AND seq >= " + std::to_string(one.from) + " AND seq < " + std::to_string(one.until) + ")");
      db.run("ALTER TABLE event DETACH PARTITION " + one.name + "; ALTER TABLE event ATTACH PARTITION " + fresh + " " + bounds(one) + "; DROP TABLE " + one.name +
             "; ALTER TABLE " + fresh + " DROP CONSTRAINT within; ALTER TABLE " + fresh + " RENAME TO " + one.name);
    });
    ++exchanged;
  }
  return exchanged;
}

}  // namespace onestop::store
