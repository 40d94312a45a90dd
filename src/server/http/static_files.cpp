#include "server/http/static_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/hash.h"
#include "server/http/gzip.h"
#include "server/http/target.h"

namespace onestop::server::http {
namespace {

std::string_view extension(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

std::string_view content_type_of(std::string_view path) {
  static constexpr std::pair<std::string_view, std::string_view> types[] = {
      {"html", "text/html; charset=utf-8"}, {"js", "text/javascript; charset=utf-8"}, {"mjs", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"}, {"json", "application/json"}, {"map", "application/json"},
      {"webmanifest", "application/manifest+json"}, {"svg", "image/svg+xml"}, {"png", "image/png"}, {"jpg", "image/jpeg"},
      {"ico", "image/x-icon"}, {"webp", "image/webp"}, {"woff2", "font/woff2"}, {"woff", "font/woff"},
      {"txt", "text/plain; charset=utf-8"}, {"wasm", "application/wasm"}};
  for (const auto& [ending, type] : types)
    if (extension(path) == ending) return type;
  return "application/octet-stream";
}

/// "/assets/index-9fK2ab_c.js": eight characters of hash, as Vite writes them. All lower-case letters may be a word.
bool has_hash(std::string_view path) {
  const auto ending = extension(path).size() + 1;
  if (!path.starts_with("/assets/") || path.size() < ending + 10) return false;
  const auto hash = path.substr(path.size() - ending - 8, 8);
  if (path[path.size() - ending - 9] != '-') return false;
  return std::ranges::any_of(hash, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; });
}

}  // namespace

Expected<StaticFiles> StaticFiles::load(const std::string& folder) {
  namespace fs = std::filesystem;
  StaticFiles out;
  std::error_code ec;
  std::size_t total = 0;
  for (fs::recursive_directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (at->is_symlink(ec) || !at->is_regular_file(ec)) continue;  // a link may lead out of the folder
    std::ifstream file(at->path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file) return fault("the page file " + at->path().string() + " cannot be read");
    total += bytes.size();
    if (total > most_bytes) return fault("the pages under " + folder + " are larger than 64 MiB together");
    out.add("/" + at->path().lexically_relative(folder).generic_string(), std::move(bytes));
  }
  if (ec) return fault("the folder of pages " + folder + " cannot be read: " + ec.message());
  return out;
}

void StaticFiles::add(std::string path, std::string bytes) {
  Form form;
  form.etag = '"' + to_hex(sha256(as_bytes(bytes))).substr(0, 32) + '"';
  form.bytes = std::make_shared<const std::string>(std::move(bytes));
  const auto ending = extension(path);
  const bool gzip = ending == "gz", brotli = ending == "br";
  if (gzip || brotli) path.resize(path.size() - 3);
  auto& file = files_[path];
  file.content_type = content_type_of(path);
  file.hashed = has_hash(path);
  (gzip ? file.gzip : brotli ? file.brotli : file.plain) = std::move(form);
}

Response StaticFiles::answer(const Request& request) const {
  const auto missing = [&] { return problem(request, {404, "http.not_found", "There is nothing at this address."}); };
  const auto path = percent_decoded(request.path, false);
  if (!path || path->starts_with("/api/")) return missing();
  auto found = files_.find(*path);
  if (found == files_.end() && extension(*path).empty()) found = files_.find("/index.html");
  if (found == files_.end()) return missing();
  const auto& file = found->second;
  const Form* form = &file.plain;
  Response out;
  if (file.brotli.bytes && accepts(request, "br")) {
    form = &file.brotli;
    out.headers.push_back({"Content-Encoding", "br"});
  } else if (file.gzip.bytes && accepts(request, "gzip")) {
    form = &file.gzip;
    out.headers.push_back({"Content-Encoding", "gzip"});
  }
  if (!form->bytes) return missing();  // only a compressed form exists and the client does not take it
  out.headers.push_back({"ETag", form->etag});
  out.headers.push_back({"Vary", "Accept-Encoding"});
  out.headers.push_back({"Cache-Control", file.hashed ? "public, max-age=31536000, immutable" : "no-cache"});
  const auto known = request.header("if-none-match");
  if (known && (*known == "*" || known->find(form->etag) != std::string_view::npos)) {
    out.status = 304;
    return out;
  }
  out.content_type = file.content_type;
  out.shared_body = form->bytes;
  return out;
}

}  // namespace onestop::server::http
