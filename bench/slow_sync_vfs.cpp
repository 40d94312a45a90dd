#include "slow_sync_vfs.h"

#include <sqlite3.h>

#include <chrono>
#include <map>
#include <memory>
#include <thread>

namespace onestop::bench {
namespace {

struct Layer {
  sqlite3_vfs vfs{};
  sqlite3_vfs* under = nullptr;
  std::string name;
  unsigned delay_us = 0;
};

struct File {
  sqlite3_file base;
  unsigned delay_us;
  // The file of the layer under this one follows.
};

sqlite3_file* under(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1); }
#define PASS(call) under(f)->pMethods->call

const sqlite3_io_methods methods{
    2,
    [](sqlite3_file* f) { return PASS(xClose)(under(f)); },
    [](sqlite3_file* f, void* p, int n, sqlite3_int64 at) { return PASS(xRead)(under(f), p, n, at); },
    [](sqlite3_file* f, const void* p, int n, sqlite3_int64 at) { return PASS(xWrite)(under(f), p, n, at); },
    [](sqlite3_file* f, sqlite3_int64 size) { return PASS(xTruncate)(under(f), size); },
    [](sqlite3_file* f, int flags) {
      std::this_thread::sleep_for(std::chrono::microseconds(reinterpret_cast<File*>(f)->delay_us));
      return PASS(xSync)(under(f), flags);
    },
    [](sqlite3_file* f, sqlite3_int64* size) { return PASS(xFileSize)(under(f), size); },
    [](sqlite3_file* f, int level) { return PASS(xLock)(under(f), level); },
    [](sqlite3_file* f, int level) { return PASS(xUnlock)(under(f), level); },
    [](sqlite3_file* f, int* out) { return PASS(xCheckReservedLock)(under(f), out); },
    [](sqlite3_file* f, int op, void* arg) { return PASS(xFileControl)(under(f), op, arg); },
    [](sqlite3_file* f) { return PASS(xSectorSize)(under(f)); },
    [](sqlite3_file* f) { return PASS(xDeviceCharacteristics)(under(f)); },
    [](sqlite3_file* f, int region, int size, int extend, void volatile** out) { return PASS(xShmMap)(under(f), region, size, extend, out); },
    [](sqlite3_file* f, int offset, int n, int flags) { return PASS(xShmLock)(under(f), offset, n, flags); },
    [](sqlite3_file* f) { PASS(xShmBarrier)(under(f)); },
    [](sqlite3_file* f, int remove) { return PASS(xShmUnmap)(under(f), remove); },
    nullptr,
    nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const auto& layer = *static_cast<Layer*>(vfs->pAppData);
  reinterpret_cast<File*>(file)->delay_us = layer.delay_us;
  file->pMethods = nullptr;
  const int code = layer.under->xOpen(layer.under, name, under(file), flags, out_flags);
  if (under(file)->pMethods) file->pMethods = &methods;
  return code;
}

}  // namespace

std::string slow_sync_vfs(unsigned delay_us) {
  static std::map<unsigned, std::unique_ptr<Layer>> layers;
  auto& layer = layers[delay_us];
  if (layer) return layer->name;
  layer = std::make_unique<Layer>();
  layer->under = sqlite3_vfs_find("unix");
  layer->vfs = *layer->under;  // everything but xOpen goes straight to the ordinary layer
  layer->name = "slow-sync-" + std::to_string(delay_us);
  layer->delay_us = delay_us;
  layer->vfs.zName = layer->name.c_str();
  layer->vfs.szOsFile += static_cast<int>(sizeof(File));
  layer->vfs.xOpen = open_file;
  layer->vfs.pNext = nullptr;
  layer->vfs.pAppData = layer.get();
  sqlite3_vfs_register(&layer->vfs, 0);
  return layer->name;
}

}  // namespace onestop::bench
