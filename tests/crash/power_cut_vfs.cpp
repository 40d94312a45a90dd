#include "power_cut_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace onestop::store {
namespace {

struct Handle {
  sqlite3_file base;  // must come first
  PowerCutDisk* disk;
  PowerCutDisk::File* file;
  PowerCutDisk::File* own;  // a file without a name
};

Handle& handle(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
PowerCutDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<PowerCutDisk*>(vfs->pAppData); }
sqlite3_vfs* ordinary() { return sqlite3_vfs_find("unix"); }

void apply(std::string& contents, const PowerCutDisk::Write& write, std::size_t from, std::size_t count) {
  if (write.truncation) {
    contents.resize(static_cast<std::size_t>(write.offset));
    return;
  }
  const auto begin = static_cast<std::size_t>(write.offset) + from;
  if (contents.size() < begin + count) contents.resize(begin + count, '\0');
  std::memcpy(contents.data() + begin, write.bytes.data() + from, count);
}

int close_file(sqlite3_file* file) {
  delete handle(file).own;
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  const auto& current = handle(file).file->current;
  const auto from = static_cast<std::size_t>(offset), wanted = static_cast<std::size_t>(amount);
  const auto there = from < current.size() ? std::min(wanted, current.size() - from) : 0;
  if (there > 0) std::memcpy(to, current.data() + from, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(to) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  auto& h = handle(file);
  PowerCutDisk::Write write{offset, std::string(static_cast<const char*>(from), static_cast<std::size_t>(amount)), false};
  if (h.own) {
    apply(h.own->current, write, 0, write.bytes.size());
    return SQLITE_OK;
  }
  return h.disk->write(*h.file, std::move(write)) ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  auto& h = handle(file);
  if (h.own) {
    h.own->current.resize(static_cast<std::size_t>(size));
    return SQLITE_OK;
  }
  return h.disk->write(*h.file, {size, {}, true}) ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file* file, int) {
  auto& h = handle(file);
  return h.own || h.disk->sync(*h.file) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(handle(file).file->current.size());
  return SQLITE_OK;
}

int lock_file(sqlite3_file*, int) { return SQLITE_OK; }  // one connection to each file
int check_reserved(sqlite3_file*, int* taken) { *taken = 0; return SQLITE_OK; }
int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
// As the ordinary layer says of ordinary disks: a write torn by a power cut harms no byte beside it.
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  auto& regions = handle(file).file->shared_memory;
  const auto place = static_cast<std::size_t>(region);
  if (regions.size() <= place && !extend) {
    *out = nullptr;
    return SQLITE_OK;
  }
  while (regions.size() <= place) regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  *out = regions[place].get();
  return SQLITE_OK;
}
int shm_lock(sqlite3_file*, int, int, int) { return SQLITE_OK; }
void shm_barrier(sqlite3_file*) {}
int shm_unmap(sqlite3_file* file, int) {
  handle(file).file->shared_memory.clear();
  return SQLITE_OK;
}

const sqlite3_io_methods methods{2, close_file, read_file, write_file, truncate_file, sync_file, file_size, lock_file, lock_file,
                                 check_reserved, file_control, sector_size, characteristics, shm_map, shm_lock, shm_barrier, shm_unmap,
                                 nullptr, nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto& h = handle(file);
  h.base.pMethods = nullptr;
  h.disk = &disk_of(vfs);
  h.own = nullptr;
  if (!name) {
    h.own = new PowerCutDisk::File;
    h.file = h.own;
  } else {
    h.file = h.disk->find(name);
    if (!h.file && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    if (!h.file) h.file = h.disk->create(name);
  }
  h.base.pMethods = &methods;
  if (out_flags) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto& disk = disk_of(vfs);
  if (!disk.on()) return SQLITE_IOERR_DELETE;
  if (!disk.find(name)) return SQLITE_IOERR_DELETE_NOENT;
  disk.remove(name, sync_folder != 0);
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* there) {
  *there = disk_of(vfs).find(name) != nullptr;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out) { return ordinary()->xRandomness(ordinary(), size, out); }
int sleep_us(sqlite3_vfs*, int) { return 0; }
int current_time(sqlite3_vfs*, double* out) { return ordinary()->xCurrentTime(ordinary(), out); }
int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

struct PowerCutDisk::Registration {
  sqlite3_vfs vfs{};
};

PowerCutDisk::PowerCutDisk() : registration_(std::make_unique<Registration>()) {
  static int count = 0;
  name_ = "power-cut-" + std::to_string(++count);
  auto& vfs = registration_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = 512;
  vfs.zName = name_.c_str();
  vfs.pAppData = this;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep_us;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  sqlite3_vfs_register(&vfs, 0);
}

PowerCutDisk::~PowerCutDisk() { sqlite3_vfs_unregister(&registration_->vfs); }

void PowerCutDisk::begin(const Files& files) {
  files_.clear();
  closed_.clear();
  removed_unsynced_.clear();
  for (const auto& [name, contents] : files) {
    auto& file = *create(name);
    file.durable = file.current = contents;
    file.durably_there = true;
  }
  on_ = true;
  left_ = UINT64_MAX;
  operations_ = syncs_ = 0;
}

PowerCutDisk::File* PowerCutDisk::find(const std::string& name) {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : found->second.get();
}

PowerCutDisk::File* PowerCutDisk::create(const std::string& name) {
  auto& file = files_[name];
  file = std::make_unique<File>();
  return file.get();
}

void PowerCutDisk::remove(const std::string& name, bool durably) {
  const auto found = files_.find(name);
  if (found->second->durably_there && !durably) removed_unsynced_[name] = found->second->durable;
  else removed_unsynced_.erase(name);
  closed_.push_back(std::move(found->second));
  files_.erase(found);
}

bool PowerCutDisk::step() {
  if (!on_) return false;
  ++operations_;
  if (left_-- == 0) on_ = false;
  return true;
}

bool PowerCutDisk::write(File& file, Write write) {
  if (!step()) return false;
  apply(file.current, write, 0, write.bytes.size());
  file.unsynced.push_back(std::move(write));
  return on_;
}

bool PowerCutDisk::sync(File& file) {
  if (!step() || !on_) return false;
  ++syncs_;
  file.durable = file.current;
  file.durably_there = true;  // SQLite's ordinary layer syncs the folder at the first sync of a new file
  file.unsynced.clear();
  return true;
}

PowerCutDisk::Files PowerCutDisk::after_power_cut(std::mt19937_64& random) const {
  Files files;
  for (const auto& [name, contents] : removed_unsynced_)
    if (random() % 2) files[name] = contents;
  for (const auto& [name, file] : files_) {
    if (!file->durably_there && random() % 2) continue;
    auto contents = file->durable;
    const auto manner = random() % 5;  // nothing of it, all of it, the first part, and twice any of it
    const auto first_part = file->unsynced.empty() ? 0 : random() % file->unsynced.size();
    for (std::size_t i = 0; i < file->unsynced.size(); ++i) {
      const auto& write = file->unsynced[i];
      const bool kept = manner == 1 || (manner == 2 && i < first_part) || (manner >= 3 && random() % 2);
      if (kept) {
        apply(contents, write, 0, write.bytes.size());
      } else if (manner >= 2 && random() % 3 == 0 && !write.truncation) {
        // Torn: sectors of 512 bytes that arrived here and there, the last of them in part.
        for (std::size_t from = 0; from < write.bytes.size(); from += 512) {
          auto count = std::min<std::size_t>(512, write.bytes.size() - from);
          if (random() % 2) continue;
          if (random() % 8 == 0) count = random() % (count + 1);
          apply(contents, write, from, count);
        }
      }
    }
    files[name] = std::move(contents);
  }
  return files;
}

PowerCutDisk::Files PowerCutDisk::contents() const {
  Files files;
  for (const auto& [name, file] : files_) files[name] = file->current;
  return files;
}

}  // namespace onestop::store
