#include "lodging/xml_document.h"

namespace onestop::lodging {
namespace {

Finding encoding(std::string said) { return {"xml.encoding", "", 0, 0, {{"said", std::move(said)}}}; }

/// The text's letters as far as they are ASCII; all others are one letter that stands for nothing.
class Letters {
 public:
  Letters(std::string_view bytes, std::size_t width, bool big) : bytes_(bytes), width_(width), big_(big) {}
  std::size_t size() const { return bytes_.size() / width_; }
  char at(std::size_t index) const {
    if (width_ == 1) return bytes_[index];
    const char low = bytes_[2 * index + (big_ ? 1 : 0)], high = bytes_[2 * index + (big_ ? 0 : 1)];
    return high == 0 ? low : '\x7f';
  }
  bool stands(std::size_t index, std::string_view wanted) const {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (index + i >= size() || at(index + i) != wanted[i]) return false;
    return true;
  }
  std::size_t behind(std::size_t index, std::string_view end) const {
    while (index < size() && !stands(index, end)) ++index;
    return index + end.size();
  }

 private:
  std::string_view bytes_;
  std::size_t width_;
  bool big_;
};

// Equal signs of one tag, outside of its quoted values.
bool has_crowded_tag(const Letters& letters) {
  std::size_t count = 0;
  bool inside = false;
  char quote = 0;
  for (std::size_t at = 0; at < letters.size(); ++at) {
    const char c = letters.at(at);
    if (!inside) {
      if (c != '<') continue;
      if (letters.stands(at, "<!--")) at = letters.behind(at, "-->") - 1;
      else if (letters.stands(at, "<![CDATA[")) at = letters.behind(at, "]]>") - 1;
      else if (letters.stands(at, "<?")) at = letters.behind(at, "?>") - 1;
      else inside = true, count = 0, quote = 0;
    } else if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') quote = c;
    else if (c == '>') inside = false;
    else if (c == '=' && ++count > XmlLimits::attributes) return true;
  }
  return false;
}

// Messages have few attributes: mostly no tag need be looked at.
bool has_many_equal_signs(std::string_view bytes) {
  std::size_t count = 0;
  for (auto at = bytes.find('='); at != bytes.npos; at = bytes.find('=', at + 1))
    if (++count > XmlLimits::attributes) return true;
  return false;
}

}  // namespace

std::optional<Finding> refuse_costly(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xff\xfe\0\0"sv) || bytes.starts_with("\0\0\xfe\xff"sv) || bytes.starts_with("<\0\0\0"sv) || bytes.starts_with("\0\0\0<"sv)) return encoding("UTF-32");
  const bool little = bytes.starts_with("\xff\xfe") || bytes.starts_with("<\0"sv), big = bytes.starts_with("\xfe\xff") || bytes.starts_with("\0<"sv);
  const Letters letters(bytes, little || big ? 2 : 1, big);
  if (little || big) {
    for (std::size_t at = 0; at < letters.size(); ++at)
      if (letters.at(at) == 0) return encoding("a zero");
    if (bytes.size() % 2) return encoding("UTF-16, half a letter at the end");
  } else if (bytes.find('\0') != bytes.npos) return encoding("a zero byte");
  if (has_many_equal_signs(bytes) && has_crowded_tag(letters)) return Finding{"xml.attributes", "", 0, 0, {{"most", std::to_string(XmlLimits::attributes)}}};
  return std::nullopt;
}

}  // namespace onestop::lodging
