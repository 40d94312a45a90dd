#pragma once
// Who is sending large bodies now. Used by connections only.
#include <map>
#include <mutex>
#include <string>

#include "server/http/server.h"

namespace onestop::server::http {

/// Places of large bodies on their way, and who has how many of them.
class LargePlaces {
 public:
  /// False when all are taken, or the holder has his; nobody in particular, an empty holder, may have any number.
  bool take(const std::string& holder, const Options& options);
  void leave(const std::string& holder);

 private:
  std::mutex lock_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> of_;
};

}  // namespace onestop::server::http
