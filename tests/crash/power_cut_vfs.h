#pragma once
// A disk in memory, as a file layer of SQLite, whose power can fail. Writes that were not synced are kept apart; when
// the power fails some of them are lost, some kept, some torn, and the files as a restarted machine would find them
// can be put into a folder.
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace onestop::store {

class PowerCutDisk {
 public:
  using Files = std::map<std::string, std::string>;  // name and contents

  PowerCutDisk();   // registers itself with SQLite under `vfs_name`
  ~PowerCutDisk();
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;
  const std::string& vfs_name() const { return name_; }

  /// All files gone, those given durable; the power stays on for ever.
  void begin(const Files& files);
  /// The power fails in the middle of the operation (write, truncation, sync) with this number, counted from now.
  void fail_after(std::uint64_t operations) { left_ = operations; }
  bool on() const { return on_; }
  std::uint64_t operations() const { return operations_; }
  std::uint64_t syncs() const { return syncs_; }

  /// What is on the disk when the power comes back.
  Files after_power_cut(std::mt19937_64& random) const;
  /// What would be read now; the whole of it when everything was closed in order.
  Files contents() const;

  struct Write {
    std::int64_t offset = 0;
    std::string bytes;      // empty: a truncation to `offset`
    bool truncation = false;
  };
  struct File {
    std::string durable;
    bool durably_there = false;
    std::string current;
    std::vector<Write> unsynced;
    std::vector<std::unique_ptr<char[]>> shared_memory;  // of the WAL index, never on disk
  };

  // For the file layer only.
  File* find(const std::string& name);
  File* create(const std::string& name);
  void remove(const std::string& name, bool durably);
  bool write(File& file, Write write);
  bool sync(File& file);

 private:
  bool step();

  std::string name_;
  std::map<std::string, std::unique_ptr<File>> files_;
  std::map<std::string, std::string> removed_unsynced_;
  std::vector<std::unique_ptr<File>> closed_;  // handles may outlive a removed name
  bool on_ = true;
  std::uint64_t left_ = UINT64_MAX, operations_ = 0, syncs_ = 0;
  struct Registration;
  std::unique_ptr<Registration> registration_;
};

}  // namespace onestop::store
