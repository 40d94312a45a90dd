#include "server/http/gzip.h"

#include <boost/beast/zlib/deflate_stream.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

#include "server/http/exchange.h"

namespace onestop::server::http {
namespace {

constexpr std::size_t worth_bytes = 2u << 10;  // below it the answer fits into two packets anyway
constexpr std::size_t most_bytes = 4u << 20;   // above it the network thread would be held up
constexpr int quick_level = 3, window_bits = 15, memory_level = 8;

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t n = 0; n < table.size(); ++n) {
    auto c = n;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1) ? 0xedb88320u ^ (c >> 1) : c >> 1;
    table[n] = c;
  }
  return table;
}();

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) crc = crc_table[(crc ^ static_cast<unsigned char>(byte)) & 0xffu] ^ (crc >> 8);
  return crc ^ 0xffffffffu;
}

void append_little_endian(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xffu);
}

}  // namespace

bool accepts(const Request& request, std::string_view coding) {
  std::string_view list = request.header("accept-encoding").value_or("");
  while (!list.empty()) {
    auto item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(item.size() + 1, list.size()));
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    const auto word = item.substr(0, item.find_first_of("; "));
    if (!same_name(word, coding)) continue;
    const auto q = item.find("q=");
    return q == std::string_view::npos || item.substr(q + 2).find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

std::string gzip(std::string_view bytes) {
  namespace zlib = boost::beast::zlib;
  static constexpr std::string_view head("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  zlib::deflate_stream stream;
  stream.reset(quick_level, window_bits, memory_level, zlib::Strategy::normal);
  std::string out(head);
  out.resize(head.size() + stream.upper_bound(bytes.size()));
  zlib::z_params step;
  step.next_in = bytes.data();
  step.avail_in = bytes.size();
  step.next_out = out.data() + head.size();
  step.avail_out = out.size() - head.size();
  boost::beast::error_code ec;
  stream.write(step, zlib::Flush::finish, ec);
  if (ec != zlib::error::end_of_stream) return {};
  out.resize(out.size() - step.avail_out);
  append_little_endian(out, crc32(bytes));
  append_little_endian(out, static_cast<std::uint32_t>(bytes.size()));
  return out;
}

void compress(const Request& request, Response& response) {
  const bool plain_json = response.content_type == "application/json" && !response.shared_body &&
                          std::ranges::none_of(response.headers, [](const Header& one) { return same_name(one.name, "content-encoding") || same_name(one.name, "set-cookie"); });
  if (!plain_json || response.body.size() < worth_bytes || response.body.size() > most_bytes || !accepts(request, "gzip")) return;
  auto smaller = gzip(response.body);
  if (smaller.empty() || smaller.size() >= response.body.size()) return;
  response.body = std::move(smaller);
  response.headers.push_back({"Content-Encoding", "gzip"});
  response.headers.push_back({"Vary", "Accept-Encoding"});
}

}  // namespace onestop::server::http
