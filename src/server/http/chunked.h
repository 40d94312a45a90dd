#pragma once
// The body of a request in chunks (RFC 9112 section 7.1), decoded byte by byte, so that no cut between packets
// matters. Not Beast's: its 1.81 aborts on an assertion when "0 CR LF" is the first chunk and the rest comes later.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace onestop::server::http {

class ChunkDecoder {
 public:
  enum class State { going, done, malformed, too_large };
  /// `most_overhead` bounds chunk extensions and trailers together; neither is kept.
  ChunkDecoder(std::size_t most_body, std::size_t most_overhead) : most_body_(most_body), most_overhead_(most_overhead) {}
  /// Takes all bytes up to the end of the body and appends what they carry.
  std::size_t feed(std::string_view bytes, std::string& body);
  State state() const { return state_; }

 private:
  enum class Place { size, extension, size_lf, data, data_cr, data_lf, trailer_start, trailer, trailer_lf, last_lf };
  void step(char c);
  void size_digit(char c);
  void end_size();

  std::size_t most_body_, most_overhead_;
  std::size_t taken_ = 0, overhead_ = 0;
  std::uint64_t left_ = 0;
  int digits_ = 0;
  Place place_ = Place::size;
  State state_ = State::going;
};

}  // namespace onestop::server::http
