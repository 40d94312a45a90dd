#pragma once
// A lodged message read and judged: what every way into the service does first, with or without lodging it.
#include <memory>
#include <string>

#include "lodging/codes.h"
#include "lodging/formats.h"
#include "lodging/xsd.h"
#include "server/lodging_messages.h"

namespace onestop::server {

struct Reading {
  lodging::Received received;
  lodging::Findings findings;  // of reading, structure, schema and rules
  std::optional<lodgement::Declared> declared;
  std::uint32_t size_bytes = 0;
  std::uint32_t count(lodging::Weight weight) const;
};

/// Any thread may use it.
class MessageReader {
 public:
  /// Folders may be empty: then rules that need lists say that they did not look, and no schema is asked.
  static Expected<std::unique_ptr<MessageReader>> open(const std::string& codes_folder, const std::string& schema_folder);
  Reading read(std::string_view bytes, std::optional<lodging::Format> format, Day today, int utc_offset_min);
  const lodging::CodeBook& codes() const { return codes_; }

 private:
  lodging::CodeBook codes_;
  std::unique_ptr<lodging::SchemaFolder> schemas_;  // null where no folder was given
};

/// `language`: en, ru, kk or ky.
ReadingView reading_view(const Reading& reading, const std::string& language);

}  // namespace onestop::server
