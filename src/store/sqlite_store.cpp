#include <sodium/core.h>
#include <sodium/randombytes.h>

#include "base/check.h"
#include "store/sqlite_reader.h"
#include "store/sqlite_schema.h"
#include "store/sqlite_writer.h"
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

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(const Options& options)
      : path_(options.path),
        vfs_(options.vfs),
        db_(options.path, Access::read_write, options.vfs) {
    prepare_for_writing(db_, options.synchronous);
    migrate_log(db_);
    keys_ = std::make_unique<SqliteKeys>(options, options.entropy ? options.entropy : system_entropy());
    writer_ = std::make_unique<SqliteWriter>(db_, *keys_, options, options.entropy ? options.entropy : system_entropy());
    writer_->repeat_erasures();
    if (const auto rested = writer_->rest(); !rested) throw SqliteFailure{rested.error().what, 0};
  }

  Writer& writer() override { return *writer_; }
  Keys& keys() override { return *keys_; }

  Expected<std::unique_ptr<Reader>> reader() override {
    return caught([&]() -> std::unique_ptr<Reader> { return std::make_unique<SqliteReader>(connect(), *keys_); });
  }

  Expected<void> backup(const std::string& path) override {
    return caught([&] { copy_database(*connect(), path); });
  }

 private:
  std::unique_ptr<Connection> connect() {
    auto db = std::make_unique<Connection>(path_, Access::read_write, vfs_);
    db->run("PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-16384");
    return db;
  }

  std::string path_;
  std::string vfs_;
  Connection db_;
  std::unique_ptr<SqliteKeys> keys_;
  std::unique_ptr<SqliteWriter> writer_;
};

}  // namespace

Expected<std::unique_ptr<Store>> open(Options options) {
  check(sodium_init() >= 0, "libsodium does not start");
  return caught([&]() -> std::unique_ptr<Store> { return std::make_unique<SqliteStore>(options); });
}

}  // namespace onestop::store
