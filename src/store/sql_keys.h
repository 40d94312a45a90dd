#pragma once
// The keys: one random key per person, made and durable before it is needed, so that the log's transaction has to
// write only which slot belongs to whom. Destroying a slot makes the person unreadable in the log, in every table and
// in every backup of them. They lie in a file, or in a database of PostgreSQL that is not the log's and that programs of
// several machines share. Used by the writer and all readers, hence the lock.
#include <map>
#include <mutex>
#include <unordered_map>

#include "store/connection.h"
#include "store/store.h"

namespace onestop::store {

/// "post.db" keeps its keys in "post.keys.db".
std::string keys_path(const std::string& log_path);
/// Where the options say, else beside the log.
std::string keys_path(const Options& options);

/// A file of keys can be read by its owner alone.
void keep_to_owner(const std::string& keys_path);
/// Turns away keys in the database of the log itself, and either where the other one lies already.
void lie_apart(Connection& keys, Connection& log);

class SqlKeys final : public Keys {
 public:
  SqlKeys(const Options& options, wire::Entropy entropy);

  Expected<void> put_secret(const std::string& kind, const Id& id, ByteView sealed) override;
  Expected<std::optional<Bytes>> secret(const std::string& kind, const Id& id) override;
  Expected<void> backup(const std::string& path) override;

  // The rest throws DatabaseFailure.

  /// Before anything else: makes the tables, if the keys may lie where they are to.
  void open_beside(Connection& log);
  /// By which a database of the log knows these keys again: sixteen bytes that it bears from its first use on.
  Bytes name();

  /// From memory only.
  std::optional<wire::PersonKey> remembered(const Id& person);
  /// As they are kept, remembered from then on. Call it only for slots of committed transactions.
  std::optional<wire::PersonKey> load(const Id& person, std::uint64_t slot);
  /// The key of a slot that is not yet anybody's; nothing where it was destroyed (the log is older than the
  /// keys), or was passed over by another process that stocked at the same time.
  std::optional<wire::PersonKey> fresh(std::uint64_t slot);
  /// Makes keys, durably, until there are `ahead` slots from `next_slot` on.
  void stock(std::uint64_t next_slot, std::size_t ahead);
  /// Destroys them.
  void erase(const std::vector<std::pair<Id, std::uint64_t>>& persons);
  bool has(std::uint64_t slot);

 private:
  std::optional<wire::PersonKey> read(std::uint64_t slot);
  void make(std::uint64_t first, std::uint64_t last);

  std::mutex lock_;
  std::unique_ptr<Connection> db_;
  wire::Entropy entropy_;
  std::uint64_t stocked_until_ = 0;  // the highest slot with a key
  std::unordered_map<Id, wire::PersonKey> remembered_;     // at most `most_remembered`
  std::map<std::uint64_t, wire::PersonKey> pool_;  // keys of slots that are not yet anybody's
};

}  // namespace onestop::store
