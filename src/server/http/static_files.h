#pragma once
// Pages and their assets, all held in memory: a request can name only what was loaded, so no path leads elsewhere.
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/http/http.h"

namespace onestop::server::http {

class StaticFiles {
 public:
  static constexpr std::size_t most_bytes = 64u << 20;
  /// Loads every file below the folder, with ".br" and ".gz" siblings as its compressed forms.
  static Expected<StaticFiles> load(const std::string& folder);
  /// For embedded pages and tests. Path as in a URL: "/assets/index-9fK2.js".
  void add(std::string path, std::string bytes);
  /// ETag, compressed siblings, a year of caching for hashed names; a path without a file extension gets the page
  /// "/index.html", which routes in the browser.
  Response answer(const Request& request) const;
  bool empty() const { return files_.empty(); }

 private:
  struct Form {
    std::shared_ptr<const std::string> bytes;
    std::string etag;
  };
  struct File {
    Form plain, gzip, brotli;
    std::string content_type;
    bool hashed = false;
  };
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace onestop::server::http
