#include "server/http/chunked.h"

#include <algorithm>

namespace onestop::server::http {

std::size_t ChunkDecoder::feed(std::string_view bytes, std::string& body) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ == State::going) {
    if (place_ != Place::data) {
      step(bytes[at++]);
      continue;
    }
    const auto part = bytes.substr(at, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - at)));
    body.append(part);
    at += part.size();
    left_ -= part.size();
    if (left_ == 0) place_ = Place::data_cr;
  }
  return at;
}

void ChunkDecoder::step(char c) {
  const auto expect = [&](char wanted, Place next) {
    if (c != wanted) state_ = State::malformed;
    place_ = next;
  };
  const auto skip = [&] {
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t';
    if (control || c == 0x7f || ++overhead_ > most_overhead_) state_ = State::malformed;
  };
  switch (place_) {
    case Place::size: return size_digit(c);
    case Place::extension:
      if (c == '\r') place_ = Place::size_lf;
      else skip();
      return;
    case Place::size_lf:
      expect('\n', Place::data);
      return end_size();
    case Place::data: return;
    case Place::data_cr: return expect('\r', Place::data_lf);
    case Place::data_lf: return expect('\n', Place::size);
    case Place::trailer_start:
      if (c == '\r') place_ = Place::last_lf;
      else if (c == ' ' || c == '\t') state_ = State::malformed;  // a folded line
      else {
        place_ = Place::trailer;
        skip();
      }
      return;
    case Place::trailer:
      if (c == '\r') place_ = Place::trailer_lf;
      else skip();
      return;
    case Place::trailer_lf: return expect('\n', Place::trailer_start);
    case Place::last_lf:
      expect('\n', Place::last_lf);
      if (state_ == State::going) state_ = State::done;
      return;
  }
}

void ChunkDecoder::size_digit(char c) {
  int digit = -1;
  if (c >= '0' && c <= '9') digit = c - '0';
  if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
  if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
  if (digit >= 0) {
    left_ = left_ * 16 + static_cast<unsigned>(digit);
    if (++digits_ > 8) state_ = State::malformed;
    return;
  }
  if (digits_ == 0) state_ = State::malformed;
  else if (c == '\r') place_ = Place::size_lf;
  else if (c == ';') place_ = Place::extension;
  else state_ = State::malformed;
}

void ChunkDecoder::end_size() {
  digits_ = 0;
  if (state_ != State::going) return;
  if (left_ == 0) {
    place_ = Place::trailer_start;
  } else if (left_ > most_body_ - taken_) {
    state_ = State::too_large;
  } else {
    taken_ += static_cast<std::size_t>(left_);
  }
}

}  // namespace onestop::server::http
