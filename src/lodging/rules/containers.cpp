#include <set>

#include "lodging/iso6346.h"
#include "lodging/rules/check.h"

namespace onestop::lodging {
namespace {

void number(Check& check, const Container& container, std::set<std::string>& seen, bool may_repeat) {
  const auto& value = container.number;
  if (value.empty()) return;
  const auto right = container_check_digit(value.text);
  if (!is_container_form(value.text)) check.warn("container.form", value.place, {{"value", value.text}});
  else if (value.text[10] != *right) check.error("container.check_digit", value.place, {{"value", value.text}, {"right", std::string(1, *right)}});
  if (!seen.insert(value.text).second && !may_repeat) check.error("container.twice", value.place, {{"value", value.text}});
  // Two characters of size, two of type; the list has the types.
  const auto& type = container.size_type;
  if (type.text.size() == 4 && check.known(List::iso6346, type.text.substr(2)) == false) check.error("container.type_unknown", type.place, {{"value", type.text}});
}

void seals(Check& check, const Container& container, std::set<std::string>& seen) {
  for (const auto& seal : container.seals)
    if (!seal.number.empty() && !seen.insert(seal.number.text).second) check.error("seal.twice", seal.number.place, {{"value", seal.number.text}});
}

}  // namespace

void check_containers(Check& check) {
  const auto& lodgement = check.lodgement;
  std::set<std::string> numbers, sealed;
  std::size_t numbered = 0;
  for (const auto& one : lodgement.containers) {
    number(check, one, numbers, false);
    seals(check, one, sealed);
    numbered += !one.number.empty();
  }
  for (const auto& one : lodgement.seals)
    if (!one.number.empty() && !sealed.insert(one.number.text).second) check.error("seal.twice", one.number.place, {{"value", one.number.text}});
  for (const auto& consignment : lodgement.consignments)
    for (const auto& item : consignment.items) {
      std::set<std::string> of_item;
      for (const auto& one : item.containers) number(check, one, of_item, false), ++numbered;
    }
  const auto& indicator = lodgement.container_indicator;
  const bool yes = indicator.text == "1" || indicator.text == "true", no = indicator.text == "0" || indicator.text == "false";
  if (yes && numbered == 0) check.error("container.none", indicator.place);
  if (no && numbered > 0) check.error("container.unannounced", indicator.place, {{"count", std::to_string(numbered)}});
}

}  // namespace onestop::lodging
