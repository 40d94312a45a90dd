#include "wire/mrz.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "wire/mrz_text.h"

namespace onestop::wire {
namespace {

/// A field of the zone: line, first column and length, all from 0.
struct Span {
  int line = 0, from = 0, length = 0;
};

/// Where a format keeps its fields (ICAO 9303 parts 4 to 7). A length of 0: the format has no such field.
struct Plan {
  MrzFormat format;
  int lines, width;
  std::string_view initials;  // of the document code
  Span document, issuer, names, number, nationality, birth, sex, expiry;
  std::array<Span, 2> optional;
  Span optional_check, composite_check;
  std::array<Span, 4> composite;  // what the composite check digit covers
  bool number_runs_on;            // a long document number goes on in the first optional data
};

constexpr Plan plans[] = {
    {MrzFormat::td1, 3, 30, "ACI", {0, 0, 2}, {0, 2, 3}, {2, 0, 30}, {0, 5, 9}, {1, 15, 3}, {1, 0, 6}, {1, 7, 1}, {1, 8, 6},
     {{{0, 15, 15}, {1, 18, 11}}}, {}, {1, 29, 1}, {{{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}}}, true},
    {MrzFormat::td2, 2, 36, "ACI", {0, 0, 2}, {0, 2, 3}, {0, 5, 31}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 20, 1}, {1, 21, 6},
     {{{1, 28, 7}, {}}}, {}, {1, 35, 1}, {{{1, 0, 10}, {1, 13, 7}, {1, 21, 14}, {}}}, true},
    {MrzFormat::td3, 2, 44, "P", {0, 0, 2}, {0, 2, 3}, {0, 5, 39}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 20, 1}, {1, 21, 6},
     {{{1, 28, 14}, {}}}, {1, 42, 1}, {1, 43, 1}, {{{1, 0, 10}, {1, 13, 7}, {1, 21, 22}, {}}}, false},
    {MrzFormat::mrv_a, 2, 44, "V", {0, 0, 2}, {0, 2, 3}, {0, 5, 39}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 20, 1}, {1, 21, 6},
     {{{1, 28, 16}, {}}}, {}, {}, {}, false},
    {MrzFormat::mrv_b, 2, 36, "V", {0, 0, 2}, {0, 2, 3}, {0, 5, 31}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 20, 1}, {1, 21, 6},
     {{{1, 28, 8}, {}}}, {}, {}, {}, false},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

std::string_view without_fillers(std::string_view text) {
  while (text.ends_with('<')) text.remove_suffix(1);
  return text;
}

int number_in(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

struct YearMonthDay {
  int year, month, day;
};

YearMonthDay parts(Day day) {
  const auto text = to_text(day);  // "2026-07-01"
  return {number_in(std::string_view(text).substr(0, 4)), number_in(std::string_view(text).substr(5, 2)), number_in(std::string_view(text).substr(8, 2))};
}

std::optional<Day> day_from(int year, int month, int day) {
  const auto two = [](int n) { return std::string{static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)}; };
  return parse_day(two(year / 100) + two(year % 100) + "-" + two(month) + "-" + two(day));
}

class Zone {
 public:
  Zone(const Plan& plan, const std::vector<MrzLine>& lines, Day today) : plan_(plan), lines_(lines), today_(parts(today)) { mrz_.format = plan.format; }

  std::expected<Mrz, std::vector<MrzFinding>> read() {
    read_document();
    mrz_.issuer = state(plan_.issuer, "the issuing state");
    read_names();
    mrz_.nationality = state(plan_.nationality, "the nationality");
    read_number();
    read_birth();
    read_sex();
    read_expiry();
    read_optional();
    read_composite();
    if (!findings_.empty()) return std::unexpected(std::move(findings_));
    return std::move(mrz_);
  }

 private:
  std::string_view field(const Span& span) const {
    return std::string_view(lines_[static_cast<std::size_t>(span.line)].text).substr(static_cast<std::size_t>(span.from), static_cast<std::size_t>(span.length));
  }
  char at(const Span& span) const { return field(span).front(); }
  static Span after(const Span& span) { return {span.line, span.from + span.length, 1}; }

  void say(const Span& span, std::size_t offset, MrzFault fault, std::string wrong, std::string right) {
    findings_.push_back({lines_[static_cast<std::size_t>(span.line)].number, span.from + static_cast<int>(offset) + 1, fault, std::move(wrong), std::move(right)});
  }

  /// `covered` are the characters that the digit is made of.
  void check_digit(const Span& where, std::string_view covered, const std::string& what) {
    const auto right = mrz_check_digit(covered);
    if (at(where) == right) return;
    say(where, 0, MrzFault::check_digit, "the check digit of " + what + " is " + at(where), std::string(1, right) + ", if everything that it covers is read rightly");
  }

  void read_document() {
    const auto code = field(plan_.document);
    if (!is_letter(code[1]) && code[1] != '<')
      say(plan_.document, 1, MrzFault::document, "the second character of the document code is " + std::string(1, code[1]), "a letter or <");
    mrz_.document = without_fillers(code);
  }

  Code state(const Span& span, const std::string& what) {
    const auto code = without_fillers(field(span));
    if (code.empty()) say(span, 0, MrzFault::state, what + " is missing", "one to three letters");
    for (std::size_t i = 0; i < code.size(); ++i)
      if (!is_letter(code[i])) {
        say(span, i, MrzFault::state, what + " has a " + code[i], "one to three letters, then <");
        break;
      }
    return code;
  }

  void read_names() {
    const auto names = field(plan_.names);
    mrz_.names_may_be_cut = names.back() != '<';
    for (std::size_t i = 0; i < names.size(); ++i)
      if (is_digit(names[i])) return say(plan_.names, i, MrzFault::name, "the names have a digit", "letters and <");
    const auto used = without_fillers(names);
    if (used.empty()) return say(plan_.names, 0, MrzFault::name, "the names are missing", "the primary identifier, << and the secondary");
    const auto parted = used.find("<<");
    const auto primary = used.substr(0, parted);
    const auto secondary = parted == std::string_view::npos ? std::string_view() : used.substr(parted + 2);
    if (primary.starts_with('<')) return say(plan_.names, 0, MrzFault::name, "the names begin with a single <", "a letter, or << where there is no primary identifier");
    if (secondary.starts_with('<')) return say(plan_.names, parted + 2, MrzFault::name, "the identifiers are parted by more than two <", "<<");
    if (const auto again = secondary.find("<<"); again != std::string_view::npos)
      return say(plan_.names, parted + 2 + again, MrzFault::name, "the names are parted a second time", "one << between primary and secondary identifier, single < between names");
    mrz_.primary = primary;
    mrz_.secondary = secondary;
    std::replace(mrz_.primary.begin(), mrz_.primary.end(), '<', ' ');
    std::replace(mrz_.secondary.begin(), mrz_.secondary.end(), '<', ' ');
  }

  /// A number of more than nine characters has a filler where its check digit should be; the rest of the number, its
  /// check digit and a filler then begin the optional data. The filler counts in the check digit.
  void read_number() {
    const auto first = field(plan_.number);
    const auto check = after(plan_.number);
    if (first.front() == '<') say(plan_.number, 0, MrzFault::number, "the document number is missing or begins with <", "a letter or a digit");
    if (!plan_.number_runs_on || at(check) != '<' || first.back() == '<') {
      check_digit(check, first, "the document number");
      mrz_.number = without_fillers(first);
      return;
    }
    const auto& optional = plan_.optional[0];
    const auto rest = field(optional).substr(0, field(optional).find('<'));
    if (rest.size() < 2) return say(check, 0, MrzFault::number, "the document number has no check digit, and does not go on in the optional data", std::string(1, mrz_check_digit(first)));
    const auto tail = rest.substr(0, rest.size() - 1);
    run_on_ = rest.size();
    check_digit({optional.line, optional.from + static_cast<int>(tail.size()), 1}, std::string(first) + "<" + std::string(tail), "the long document number");
    mrz_.number = std::string(first) + std::string(tail);
  }

  /// The two digits of a date's part, or nothing where it is unknown; says where it is neither.
  std::optional<int> part(const Span& date, std::size_t offset, const std::string& what, bool may_be_unknown, int least, int most) {
    const auto text = field(date).substr(offset, 2);
    if (may_be_unknown && text == "<<") return std::nullopt;
    if (!is_digit(text[0]) || !is_digit(text[1])) {
      say(date, offset + (is_digit(text[0]) ? 1 : 0), MrzFault::date, what + " is not two digits", may_be_unknown ? "two digits, or << where it is unknown" : "two digits");
      return std::nullopt;
    }
    const auto value = number_in(text);
    if (value >= least && value <= most) return value;
    say(date, offset, MrzFault::date, what + " is " + std::string(text), "between " + std::to_string(least) + " and " + std::to_string(most));
    return std::nullopt;
  }

  void read_birth() {
    check_digit(after(plan_.birth), field(plan_.birth), "the date of birth");
    const auto before = findings_.size();
    const auto year = part(plan_.birth, 0, "the year of birth", true, 0, 99);
    const auto month = part(plan_.birth, 2, "the month of birth", true, 1, 12);
    const auto day = part(plan_.birth, 4, "the day of birth", true, 1, 31);
    if (findings_.size() != before) return;
    mrz_.birth = {{}, month, day};
    if (year) mrz_.birth.year = birth_year(*year, month, day);
    // Where the year is unknown any leap year may have been meant; where the month is, a month of 31 days.
    if (day && !day_from(mrz_.birth.year.value_or(2000), month.value_or(1), *day))
      say(plan_.birth, 4, MrzFault::date, "the month of birth has no day " + std::to_string(*day), "a day of the calendar");
  }

  int birth_year(int year, std::optional<int> month, std::optional<int> day) const {
    const int full = today_.year - today_.year % 100 + year;
    const auto earliest = std::array{full, month.value_or(1), month ? day.value_or(1) : 1};
    return earliest > std::array{today_.year, today_.month, today_.day} ? full - 100 : full;
  }

  void read_sex() {
    switch (at(plan_.sex)) {
      case 'F': mrz_.sex = MrzSex::female; break;
      case 'M': mrz_.sex = MrzSex::male; break;
      case '<': mrz_.sex = MrzSex::unspecified; break;
      default: say(plan_.sex, 0, MrzFault::sex, "the sex is " + std::string(1, at(plan_.sex)), "M, F, or < where it is not specified");
    }
  }

  void read_expiry() {
    check_digit(after(plan_.expiry), field(plan_.expiry), "the date of expiry");
    const auto before = findings_.size();
    const auto year = part(plan_.expiry, 0, "the year of expiry", false, 0, 99);
    const auto month = part(plan_.expiry, 2, "the month of expiry", false, 1, 12);
    const auto day = part(plan_.expiry, 4, "the day of expiry", false, 1, 31);
    if (findings_.size() != before) return;
    int full = today_.year - today_.year % 100 + *year;
    if (full >= today_.year + 50) full -= 100;
    if (full < today_.year - 50) full += 100;
    if (const auto expiry = day_from(full, *month, *day)) mrz_.expiry = *expiry;
    else say(plan_.expiry, 4, MrzFault::date, "the month of expiry has no day " + std::to_string(*day), "a day of the calendar");
  }

  void read_optional() {
    for (std::size_t i = 0; i < plan_.optional.size(); ++i) {
      auto data = without_fillers(field(plan_.optional[i]));
      if (i == 0) data.remove_prefix(std::min(data.size(), run_on_ == 0 ? 0 : run_on_ + 1));
      if (!data.empty()) mrz_.optional_data += (mrz_.optional_data.empty() ? "" : " ") + std::string(data);
    }
    if (plan_.optional_check.length == 0) return;
    const auto data = field(plan_.optional[0]);
    const bool unused = without_fillers(data).empty() && at(plan_.optional_check) == '<';
    if (!unused) check_digit(plan_.optional_check, data, "the optional data");
  }

  void read_composite() {
    if (plan_.composite_check.length == 0) return;
    std::string covered;
    for (const auto& span : plan_.composite) covered += field(span);
    check_digit(plan_.composite_check, covered, "the whole zone");
  }

  const Plan& plan_;
  const std::vector<MrzLine>& lines_;
  YearMonthDay today_;
  std::size_t run_on_ = 0;  // characters of optional data that the document number takes
  Mrz mrz_;
  std::vector<MrzFinding> findings_;
};

/// The lines must have the shape of a zone: so many, so long.
std::vector<MrzFinding> judge_shape(const std::vector<MrzLine>& lines) {
  if (lines.size() != 2 && lines.size() != 3) {
    const int last = lines.empty() ? 1 : lines.back().number;
    return {{last, 1, MrzFault::lines, lines.empty() ? "there is no zone" : "the zone has " + std::to_string(lines.size()) + (lines.size() == 1 ? " line" : " lines"),
             "two lines of 44 or 36 characters, or three of 30"}};
  }
  int width = 30;
  if (lines.size() == 2) width = lines[0].width + lines[1].width > 80 ? 44 : 36;  // the nearer of the two
  std::vector<MrzFinding> findings;
  for (const auto& line : lines)
    if (line.width != width)
      findings.push_back({line.number, std::min(line.width, width) + 1, MrzFault::length, "the line has " + std::to_string(line.width) + " characters", std::to_string(width) + " characters"});
  return findings;
}

std::vector<MrzFinding> judge_characters(const std::vector<MrzLine>& lines) {
  std::vector<MrzFinding> findings;
  for (const auto& line : lines)
    for (const int column : line.strange)
      findings.push_back({line.number, column, MrzFault::character, "this character does not stand in a zone", "a letter A to Z, a digit or <"});
  return findings;
}

/// The plan for these lines; nothing where the first character fits none of their shape.
const Plan* plan_for(const std::vector<MrzLine>& lines, std::string& initials) {
  for (const auto& plan : plans) {
    if (static_cast<std::size_t>(plan.lines) != lines.size() || plan.width != lines[0].width) continue;
    if (plan.initials.contains(lines[0].text[0])) return &plan;
    for (const char c : plan.initials) initials += (initials.empty() ? "" : ", ") + std::string(1, c);
  }
  return nullptr;
}

}  // namespace

char mrz_check_digit(std::string_view field) {
  static constexpr int weights[] = {7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    const int value = is_digit(c) ? c - '0' : is_letter(c) ? c - 'A' + 10 : 0;
    sum += value * weights[i % 3];
  }
  return static_cast<char>('0' + sum % 10);
}

std::expected<Mrz, std::vector<MrzFinding>> read_mrz(std::string_view text, Day today) {
  if (text.size() > longest_mrz)
    return std::unexpected(std::vector<MrzFinding>{{1, 1, MrzFault::length, "the text has " + std::to_string(text.size()) + " bytes", "a zone has 72 to 90 characters"}});
  const auto lines = mrz_lines(text);
  if (auto findings = judge_shape(lines); !findings.empty()) return std::unexpected(std::move(findings));
  if (auto findings = judge_characters(lines); !findings.empty()) return std::unexpected(std::move(findings));
  std::string initials;
  const auto* plan = plan_for(lines, initials);
  if (!plan)
    return std::unexpected(std::vector<MrzFinding>{
        {lines[0].number, 1, MrzFault::document, "no document of this shape begins with " + std::string(1, lines[0].text[0]), initials}});
  return Zone(*plan, lines, today).read();
}

}  // namespace onestop::wire
