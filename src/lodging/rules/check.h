#pragma once
// What every business rule is given, and how it says what it found. Rules know the model, never a format: the place of a
// value comes with the value.
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lodging/codes.h"
#include "lodging/finding.h"
#include "lodging/lodgement.h"

namespace onestop::lodging {

using With = std::vector<std::pair<std::string, std::string>>;

class Check {
 public:
  Check(const Lodgement& what, const CodeBook& book, Day day) : lodgement(what), codes(book), today(day) {}

  const Lodgement& lodgement;
  const CodeBook& codes;
  const Day today;

  void error(std::string code, Place place, With with = {}) { add(std::move(code), place, std::move(with), Weight::error); }
  void warn(std::string code, Place place, With with = {}) { add(std::move(code), place, std::move(with), Weight::warning); }

  /// Whether the list in force today has the code; nothing, and one more not checked, where the list is absent.
  std::optional<bool> known(List list, std::string_view code);
  std::optional<bool> begins(List list, std::string_view code);
  const CodeList* list(List list);
  /// An error of `code` where the value is not in the list. Empty values are other rules' concern.
  void listed(List list, const Value& value, std::string code);

  /// No further finding would be kept.
  bool full() const { return findings_.size() >= most_findings; }
  Findings take();

 private:
  void add(std::string code, Place place, With with, Weight weight);

  Findings findings_;
  std::map<List, std::size_t> unchecked_;
};

/// Millionths, exactly; nothing where the text is no decimal or has more than twelve digits before the point.
std::optional<std::int64_t> micro(std::string_view text);
std::string micro_text(std::int64_t value);
std::optional<Day> day_in(const Value& value);  // of a date or of an instant's date

// One group of rules each.
void check_goods(Check& check);
void check_totals(Check& check);
void check_transport(Check& check);
void check_containers(Check& check);
void check_documents(Check& check);
void check_days(Check& check);
void check_parties(Check& check);
void check_transit(Check& check);
void check_persons(Check& check);
void check_header(Check& check);

}  // namespace onestop::lodging
