#include "study/report_words.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "study/report_text.h"

namespace onestop::study {

const ReportWords* ReportWords::in(std::string_view language) {
  static const std::vector<ReportWords> all{
#include "study/report_words.inc"
  };
  const auto found = std::ranges::find(all, language, &ReportWords::language);
  return found == all.end() ? nullptr : &*found;
}

std::string ReportWords::text(std::string_view key, Values values) const {
  const auto found = words_.find(key.find('.') == std::string_view::npos ? "report." + std::string(key) : std::string(key));
  check(found != words_.end(), "the report asks for a sentence that the texts do not have");
  auto text = found->second;
  for (const auto& [name, value] : values) {
    const auto blank = "{{" + std::string(name) + "}}";
    if (const auto at = text.find(blank); at != std::string::npos) text.replace(at, blank.size(), value);
  }
  return text;
}

std::string ReportWords::word(std::string_view section, std::string_view code) const {
  const auto found = words_.find(std::string(section) + "." + std::string(code));
  return found == words_.end() ? std::string(code) : found->second;
}

std::string ReportWords::number(double value, int decimals) const {
  auto text = fixed(value, decimals);
  if (language_ != "en") std::ranges::replace(text, '.', ',');
  return text;
}

std::string ReportWords::minutes(double ms) const { return number(ms / minute_ms, 1); }

std::string ReportWords::percent(double share) const { return number(100 * share, 1) + " %"; }

}  // namespace onestop::study
