#pragma once
// What a single text may be, after XML Schema part 2: a base and its facets.
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace onestop::lodging {

/// What is wrong with one text: a code of texts_reading.inc and what would be right.
struct TypeFault {
  std::string code, right;
};

class SimpleType {
 public:
  enum class Base { string, normal, token, integer, decimal, number, boolean, date, time, datetime, year, base64, any };
  /// "token len=1-36 `[A-Z]{2}`", "decimal digits=24 fraction=6 min=0", "token is=A|B". Nothing where it is not understood.
  static std::optional<SimpleType> parse(std::string_view text);

  std::optional<TypeFault> judge(std::string_view text) const;
  Base base() const { return base_; }
  std::size_t longest() const { return longest_; }

 private:
  std::optional<TypeFault> judge_number(std::string_view text) const;
  bool lexical(std::string_view text) const;

  Base base_ = Base::any;
  std::size_t shortest_ = 0, longest_ = std::string::npos, digits_ = std::string::npos, fraction_ = std::string::npos;
  std::string least_, most_;
  std::vector<std::string> allowed_;
  std::vector<std::pair<std::string, std::shared_ptr<void>>> patterns_;  // libxml2's own, so that both judge alike
};

/// Blanks as a token has them: none at the ends, one between.
std::string collapsed(std::string_view text);
std::size_t characters(std::string_view utf8);

}  // namespace onestop::lodging
