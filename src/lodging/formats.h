#pragma once
// The formats that traders lodge, each one table. One way in, one way out; nothing is refused without saying where and why.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "lodging/finding.h"
#include "lodging/mapping.h"

namespace onestop::lodging {

enum class Format : std::uint8_t { pi_auto_arrive, pi_no_customs, esadout_cu, cc015c, sps_certificate, person_list_json, person_list_csv, lodgement_json };
inline constexpr std::array all_formats{Format::pi_auto_arrive, Format::pi_no_customs, Format::esadout_cu, Format::cc015c, Format::sps_certificate, Format::person_list_json, Format::person_list_csv, Format::lodgement_json};

const Shape& shape_of(Format format);
std::string_view name_of(Format format);
std::optional<Format> format_named(std::string_view name);

/// Files that certificates carry inside, in base64. They are counted and measured as they stand and never decoded; whoever wants
/// one takes it from the original.
struct Attachments {
  static constexpr std::size_t most = 20, most_bytes = 4u << 20;  // bytes of base64, all together
  std::size_t count = 0, bytes = 0;
};

/// What came in, as far as it could be read. The original is kept byte for byte by whoever holds it; its hash is here.
struct Received {
  std::optional<Format> format;
  Hash hash{};
  std::optional<Lodgement> lodgement;  // nothing where the text could not be read at all
  std::vector<Unmapped> unmapped;
  std::size_t unmapped_count = 0;
  Attachments attachments;
  Findings findings;  // of reading and of structure
};
/// The format is recognised by content where none is named.
Received receive(std::string_view bytes, std::optional<Format> format = std::nullopt);

struct Sent {
  std::string text;
  Findings findings;  // errors mean that the text breaks its own format
};
Sent send(const Lodgement& lodgement, Format format);

}  // namespace onestop::lodging
