// A slow disk for any program: LD_PRELOAD this library and each sync takes ONESTOP_SYNC_DELAY_MS milliseconds longer.
#include <dlfcn.h>
#include <time.h>

#include <cstdlib>

namespace {

int slowly(const char* name, int file) {
  static const long delay_ns = [] {
    const char* text = std::getenv("ONESTOP_SYNC_DELAY_MS");
    return static_cast<long>((text ? std::atof(text) : 0) * 1e6);
  }();
  timespec wait{delay_ns / 1'000'000'000, delay_ns % 1'000'000'000};
  if (delay_ns > 0) nanosleep(&wait, nullptr);
  using Sync = int (*)(int);
  return reinterpret_cast<Sync>(dlsym(RTLD_NEXT, name))(file);
}

}  // namespace

extern "C" int fsync(int file) { return slowly("fsync", file); }
extern "C" int fdatasync(int file) { return slowly("fdatasync", file); }
