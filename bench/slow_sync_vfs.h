#pragma once
// SQLite's ordinary file layer on a disk whose every sync takes some time more: what a disk that waits for its medium
// would do, which the disk of a virtual machine seldom does.
#include <string>

namespace onestop::bench {

/// Registers the layer once for each delay; its name, for store::Options::vfs.
std::string slow_sync_vfs(unsigned delay_us);

}  // namespace onestop::bench
