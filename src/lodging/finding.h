#pragma once
// What is wrong with a lodged text: where, by which rule, with what. The sentence is made in the reader's language.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace onestop::lodging {

enum class Weight : std::uint8_t { error, warning, unchecked };

struct Finding {
  std::string code;   // "xml.doctype", "structure.missing", "goods.gross_below_net": a key of the texts
  std::string place;  // XPath, JSON pointer or cell; "" is the whole text
  std::uint32_t line = 0, column = 0;
  std::vector<std::pair<std::string, std::string>> with;  // what the sentence's braces stand for
  Weight weight = Weight::error;
};
using Findings = std::vector<Finding>;

/// More than these are not collected; the last one then says so.
inline constexpr std::size_t most_findings = 500;

/// One sentence that says what is wrong, and one that says what would be right. An unknown language reads English.
struct Sentence {
  std::string what, right;
};
Sentence sentence(const Finding& finding, std::string_view language);

/// Every code that has sentences, for tests and documentation.
std::vector<std::string> known_codes();
bool has_sentence(std::string_view code, std::string_view language);

}  // namespace onestop::lodging
