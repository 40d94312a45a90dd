#include <sodium/core.h>
#include <sodium/randombytes.h>

#include "base/check.h"
#include "store/connections.h"
#include "store/postgres_listener.h"
#include "store/sql_reader.h"
#include "store/sql_schema.h"
#include "store/sql_writer.h"
#include "store/sqlite_connection.h"
#include "store/store.h"

namespace onestop::store {
namespace {

/// The operating system's randomness, fetched in pages: one system call per event would cost more than sealing it.
wire::Entropy system_entropy() {
  struct Page {
    std::array<unsigned char, 4096> bytes;
    std::size_t used = sizeof(bytes);
  };
  return [page = std::make_shared<Page>()](std::span<unsigned char> out) {
    if (out.size() > sizeof(page->bytes) / 8) return randombytes_buf(out.data(), out.size());
    if (page->used + out.size() > sizeof(page->bytes)) {
      randombytes_buf(page->bytes.data(), sizeof(page->bytes));
      page->used = 0;
    }
    const auto from = page->bytes.begin() + static_cast<std::ptrdiff_t>(page->used);
    std::copy_n(from, out.size(), out.begin());
    std::fill_n(from, out.size(), static_cast<unsigned char>(0));
    page->used += out.size();
  };
}

class SqlStore final : public Store {
 public:
  explicit SqlStore(const Options& options) : path_(options.path), vfs_(options.vfs) {
    if (is_postgres(path_) && options.keys_path.empty())
      throw DatabaseFailure{"the keys of a PostgreSQL database lie in a file, or in another database; say where"};
    db_ = connect(path_, vfs_, Use::writing, options.synchronous);
    keys_ = std::make_unique<SqlKeys>(options, options.entropy ? options.entropy : system_entropy());
    keys_->open_beside(*db_);
    migrate_log(*db_);
    writer_ = std::make_unique<SqlWriter>(*db_, *keys_, options, options.entropy ? options.entropy : system_entropy());
    writer_->repeat_erasures();
    if (const auto rested = writer_->rest(); !rested) throw DatabaseFailure{rested.error().what};
    if (!db_->alone()) know_key_file();
  }

  Writer& writer() override { return *writer_; }
  Keys& keys() override { return *keys_; }
  bool shared() const override { return is_postgres(path_); }

  Expected<std::unique_ptr<Reader>> reader() override {
    return caught([&]() -> std::unique_ptr<Reader> { return std::make_unique<SqlReader>(connect(path_, vfs_, Use::reading), *keys_); });
  }

  Expected<void> backup(const std::string& path) override {
    return caught([&] {
      const auto from = connect(path_, vfs_, Use::reading);
      auto* file = dynamic_cast<SqliteConnection*>(from.get());
      if (!file) throw DatabaseFailure{from->path() + " is backed up with PostgreSQL's own means, for example pg_dump"};
      copy_database(*file, path);
    });
  }

  Expected<void> when_others_write(std::function<void()> then) override {
    listener_.reset();
    if (!then || !is_postgres(path_)) return {};
    return caught([&] { listener_ = std::make_unique<PostgresListener>(path_, dynamic_cast<PostgresConnection&>(*db_), std::move(then)); });
  }

 private:
  /// A slot means a key of one key file or database: with another one persons would be unreadable, or worse, two keys bear one number.
  void know_key_file() {
    const auto name = keys_->name();
    db_->use("INSERT INTO setting (name, value) VALUES ('key_file', ?) ON CONFLICT DO NOTHING").run(name);
    const auto expected = writer_->reader().setting("key_file");
    if (!expected) throw DatabaseFailure{expected.error().what};
    if (*expected != name)
      throw DatabaseFailure{db_->path() + " keeps its persons under other keys; every program on it must use the same key file, or the same database of keys"};
  }

  std::string path_;
  std::string vfs_;
  std::unique_ptr<Connection> db_;
  std::unique_ptr<SqlKeys> keys_;
  std::unique_ptr<SqlWriter> writer_;
  std::unique_ptr<PostgresListener> listener_;
};

}  // namespace

bool in_database(const std::string& path) { return is_postgres(path); }

Expected<std::unique_ptr<Store>> open(Options options) {
  check(sodium_init() >= 0, "libsodium does not start");
  return caught([&]() -> std::unique_ptr<Store> { return std::make_unique<SqlStore>(options); });
}

}  // namespace onestop::store
