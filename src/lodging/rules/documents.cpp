#include <set>

#include "lodging/rules/check.h"

namespace onestop::lodging {
namespace {

constexpr Day oldest{7305};  // 1990-01-01: no document older than that accompanies goods

void one_document(Check& check, const Document& document, std::set<std::string>& seen) {
  const bool needs_number = document.use.text != "attachment" && document.use.text != "additional";
  const bool says_something = !document.name.empty() || !document.day.empty() || !document.type.empty();
  if (document.number.empty() && says_something && needs_number) check.warn("document.number_missing", document.place);
  const auto day = day_in(document.day), until = day_in(document.valid_until);
  if (day && *day > check.today) check.error("document.future", document.day.place, {{"value", document.day.text}});
  if (day && *day < oldest) check.error("document.ancient", document.day.place, {{"value", document.day.text}});
  if (day && until && *until < *day) check.error("document.until_before_day", document.valid_until.place, {{"value", document.valid_until.text}, {"day", document.day.text}});
  else if (until && *until < check.today) check.error("document.expired", document.valid_until.place, {{"value", document.valid_until.text}});
  // Lists of four and five characters are those of NCTS and of the union, which are others than UN/EDIFACT 1001.
  if (document.type.text.size() <= 3) check.listed(List::documents, document.type, "document.type_unknown");
  if (!document.number.empty() && !seen.insert(document.use.text + "|" + document.type.text + "|" + document.number.text + "|" + document.day.text).second) check.warn("document.twice", document.number.place, {{"value", document.number.text}});
}

void all_of(Check& check, const std::vector<Document>& documents) {
  std::set<std::string> seen;
  for (const auto& one : documents) one_document(check, one, seen);
}

}  // namespace

void check_documents(Check& check) {
  all_of(check, check.lodgement.documents);
  for (const auto& control : check.lodgement.transport_controls) all_of(check, control.documents);
  for (const auto& consignment : check.lodgement.consignments) {
    all_of(check, consignment.documents);
    for (const auto& item : consignment.items) all_of(check, item.documents);
  }
}

}  // namespace onestop::lodging
