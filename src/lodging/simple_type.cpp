#include "lodging/simple_type.h"

#include <libxml/xmlregexp.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/instant.h"

namespace onestop::lodging {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

std::size_t number_of(std::string_view text, std::size_t otherwise) {
  std::size_t out = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

// A decimal as sign, whole digits without leading zeros, fraction without trailing ones; nothing where it is none.
struct Decimal {
  bool negative = false;
  std::string_view whole, fraction;
};

std::optional<Decimal> decimal(std::string_view text, bool integer) {
  Decimal out;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) out.negative = text[0] == '-', text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && digit(text[end])) ++end;
  out.whole = text.substr(0, end);
  if (end < text.size()) {
    if (integer || text[end] != '.') return std::nullopt;
    out.fraction = text.substr(end + 1);
    if (!std::ranges::all_of(out.fraction, digit)) return std::nullopt;
  }
  if (out.whole.empty() && out.fraction.empty()) return std::nullopt;
  while (!out.whole.empty() && out.whole.front() == '0') out.whole.remove_prefix(1);
  while (!out.fraction.empty() && out.fraction.back() == '0') out.fraction.remove_suffix(1);
  if (out.whole.empty() && out.fraction.empty()) out.negative = false;
  return out;
}

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  int order = a.whole.size() != b.whole.size() ? (a.whole.size() < b.whole.size() ? -1 : 1) : a.whole.compare(b.whole);
  if (order == 0) order = a.fraction.compare(b.fraction);  // trailing zeros are gone: lexicographic is numeric
  return a.negative ? -order : order;
}

// The zone at the end: nothing, "Z" or "+05:00". Cut off; false where something else stands there.
bool cut_zone(std::string_view& text) {
  if (text.ends_with('Z')) {
    text.remove_suffix(1);
    return true;
  }
  if (text.size() < 6) return true;
  const auto zone = text.substr(text.size() - 6);
  if ((zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return true;
  if (!digit(zone[1]) || !digit(zone[2]) || !digit(zone[4]) || !digit(zone[5])) return false;
  const int hours = (zone[1] - '0') * 10 + zone[2] - '0', minutes = (zone[4] - '0') * 10 + zone[5] - '0';
  if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0)) return false;
  text.remove_suffix(6);
  return true;
}

bool is_time(std::string_view text) {
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return false;
  for (const int at : {0, 1, 3, 4, 6, 7})
    if (!digit(text[at])) return false;
  const int hours = (text[0] - '0') * 10 + text[1] - '0', minutes = (text[3] - '0') * 10 + text[4] - '0', seconds = (text[6] - '0') * 10 + text[7] - '0';
  const auto rest = text.substr(8);
  if (!rest.empty() && (rest.size() < 2 || rest[0] != '.' || !std::ranges::all_of(rest.substr(1), digit))) return false;
  return (hours < 24 && minutes < 60 && seconds < 60) || (hours == 24 && minutes == 0 && seconds == 0);
}

// Years of four digits: others pass through no border post.
bool is_date(std::string_view text) { return text.size() == 10 && parse_day(text).has_value(); }

}  // namespace

std::string collapsed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::optional<SimpleType> SimpleType::parse(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, Base>, 13> bases{{{"string", Base::string}, {"normal", Base::normal}, {"token", Base::token}, {"integer", Base::integer}, {"decimal", Base::decimal}, {"number", Base::number}, {"boolean", Base::boolean}, {"date", Base::date}, {"time", Base::time}, {"datetime", Base::datetime}, {"year", Base::year}, {"base64", Base::base64}, {"any", Base::any}}};
  SimpleType out;
  bool based = false;
  while (!text.empty()) {
    if (text.front() == ' ') {
      text.remove_prefix(1);
      continue;
    }
    if (text.front() == '`') {
      const auto end = text.find('`', 1);
      if (end == text.npos) return std::nullopt;
      std::string pattern(text.substr(1, end - 1));
      auto* compiled = xmlRegexpCompile(reinterpret_cast<const xmlChar*>(pattern.c_str()));
      if (!compiled) return std::nullopt;
      out.patterns_.emplace_back(std::move(pattern), std::shared_ptr<void>(compiled, [](void* regexp) { xmlRegFreeRegexp(static_cast<xmlRegexpPtr>(regexp)); }));
      text.remove_prefix(end + 1);
      continue;
    }
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    const auto equals = word.find('=');
    if (equals == word.npos) {
      const auto* found = std::ranges::find(bases, word, &std::pair<std::string_view, Base>::first);
      if (found == bases.end() || based) return std::nullopt;
      out.base_ = found->second, based = true;
      continue;
    }
    const auto name = word.substr(0, equals), value = word.substr(equals + 1);
    if (name == "len") {
      const auto dash = value.find('-');
      out.shortest_ = number_of(value.substr(0, dash), 0);
      out.longest_ = dash == value.npos ? out.shortest_ : number_of(value.substr(dash + 1), std::string::npos);
    } else if (name == "digits") out.digits_ = number_of(value, std::string::npos);
    else if (name == "fraction") out.fraction_ = number_of(value, std::string::npos);
    else if (name == "min") out.least_ = value;
    else if (name == "max") out.most_ = value;
    else if (name == "is") {
      for (std::size_t at = 0; at <= value.size();) {
        const auto end = std::min(value.find('|', at), value.size());
        out.allowed_.emplace_back(value.substr(at, end - at));
        at = end + 1;
      }
    } else return std::nullopt;
  }
  return based ? std::optional(std::move(out)) : std::nullopt;
}

bool SimpleType::lexical(std::string_view text) const {
  switch (base_) {
    case Base::string: case Base::normal: case Base::token: case Base::any: return true;
    case Base::integer: return decimal(text, true).has_value();
    case Base::decimal: return decimal(text, false).has_value();
    case Base::number: {
      const auto exponent = text.find_first_of("eE");
      if (text == "INF" || text == "-INF" || text == "NaN") return true;
      return decimal(text.substr(0, exponent), false) && (exponent == text.npos || decimal(text.substr(exponent + 1), true));
    }
    case Base::boolean: return text == "true" || text == "false" || text == "1" || text == "0";
    case Base::date: return cut_zone(text) && is_date(text);
    case Base::time: return cut_zone(text) && is_time(text);
    case Base::datetime: return cut_zone(text) && text.size() > 11 && text[10] == 'T' && is_date(text.substr(0, 10)) && is_time(text.substr(11));
    case Base::base64: return true;  // real offices and the hub's own schema let any text pass; counted and bounded, never decoded
    case Base::year: return cut_zone(text) && text.size() == 4 && std::ranges::all_of(text, digit);
  }
  return false;
}

std::optional<TypeFault> SimpleType::judge_number(std::string_view text) const {
  const auto value = decimal(text, base_ == Base::integer);
  if (!value) return std::nullopt;
  if (value->whole.size() + value->fraction.size() > digits_) return TypeFault{"structure.digits", std::to_string(digits_)};
  if (value->fraction.size() > fraction_) return TypeFault{"structure.fraction", std::to_string(fraction_)};
  if (!least_.empty() && compare(*value, *decimal(least_, false)) < 0) return TypeFault{"structure.too_small", least_};
  if (!most_.empty() && compare(*value, *decimal(most_, false)) > 0) return TypeFault{"structure.too_great", most_};
  return std::nullopt;
}

std::optional<TypeFault> SimpleType::judge(std::string_view given) const {
  static constexpr std::array<std::string_view, 13> names{"text", "text", "text", "integer", "decimal", "number", "true/false/1/0", "2026-07-01", "08:30:00", "2026-07-01T08:30:00", "2026", "base64", "text"};
  if (base_ == Base::any) return std::nullopt;
  // XML cannot hold them, JSON and tables can; patterns would end at the first zero.
  if (std::ranges::any_of(given, [](unsigned char c) { return c < 0x20 && c != '\t' && c != '\n' && c != '\r'; })) return TypeFault{"structure.form", std::string(names[static_cast<std::size_t>(base_)])};
  std::string kept;
  if (base_ == Base::string) kept = given;
  else if (base_ == Base::normal) {
    kept = given;
    for (char& c : kept)
      if (c == '\t' || c == '\n' || c == '\r') c = ' ';
  } else kept = collapsed(given);
  if (!lexical(kept)) return TypeFault{"structure.form", std::string(names[static_cast<std::size_t>(base_)])};
  if (!allowed_.empty() && std::ranges::find(allowed_, kept) == allowed_.end()) {
    std::string right;
    for (const auto& one : allowed_) right += (right.empty() ? "" : ", ") + one;
    return TypeFault{"structure.not_listed", right};
  }
  const auto length = characters(kept);
  if (length < shortest_) return TypeFault{"structure.too_short", std::to_string(shortest_)};
  if (length > longest_) return TypeFault{"structure.too_long", std::to_string(longest_)};
  for (const auto& [pattern, compiled] : patterns_)
    if (xmlRegexpExec(static_cast<xmlRegexpPtr>(compiled.get()), reinterpret_cast<const xmlChar*>(kept.c_str())) != 1) return TypeFault{"structure.pattern", pattern};
  return judge_number(kept);
}

}  // namespace onestop::lodging
