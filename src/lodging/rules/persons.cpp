#include <set>

#include "lodging/rules/check.h"
#include "wire/mrz.h"

namespace onestop::lodging {
namespace {

constexpr int oldest_person_days = 120 * 366;

void states(Check& check, const Person& person) {
  // Machine-readable zones know three letters and some codes that no country has; two letters are judged by the list.
  if (person.nationality.text.size() == 2) check.listed(List::countries, person.nationality, "person.nationality_unknown");
  if (person.document_state.text.size() == 2) check.listed(List::countries, person.document_state, "person.state_unknown");
}

void zone(Check& check, const Person& person) {
  if (person.machine_readable_zone.empty()) return;
  std::string text = person.machine_readable_zone.text;
  for (char& c : text)
    if (c == ' ' || c == '|' || c == '/') c = '\n';
  const auto mrz = wire::read_mrz(text, check.today);
  const auto place = person.machine_readable_zone.place;
  if (!mrz) {
    const auto& first = mrz.error().front();
    return check.error("person.zone_wrong", place, {{"line", std::to_string(first.line)}, {"column", std::to_string(first.column)}, {"said", first.wrong}, {"right", first.right}});
  }
  if (!person.document_number.empty() && mrz->number != person.document_number.text) check.error("person.zone_number", person.document_number.place, {{"value", person.document_number.text}});
  const auto birth = day_in(person.birth_day);
  if (birth && mrz->birth.year && mrz->birth.month && mrz->birth.day) {
    const auto text_of = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    if (to_text(*birth) != std::to_string(*mrz->birth.year) + "-" + text_of(*mrz->birth.month) + "-" + text_of(*mrz->birth.day)) check.error("person.zone_birth", person.birth_day.place, {{"value", person.birth_day.text}});
  }
  const auto expiry = day_in(person.document_expiry);
  if (expiry && *expiry != mrz->expiry) check.error("person.zone_expiry", person.document_expiry.place, {{"value", person.document_expiry.text}, {"right", to_text(mrz->expiry)}});
}

void days(Check& check, const Person& person) {
  const auto birth = day_in(person.birth_day), expiry = day_in(person.document_expiry);
  if (birth && *birth > check.today) check.error("person.birth_future", person.birth_day.place, {{"value", person.birth_day.text}});
  if (birth && birth->number < check.today.number - oldest_person_days) check.error("person.birth_ancient", person.birth_day.place, {{"value", person.birth_day.text}});
  if (expiry && *expiry < check.today) check.error("person.document_expired", person.document_expiry.place, {{"value", person.document_expiry.text}});
}

}  // namespace

void check_persons(Check& check) {
  const auto& lodgement = check.lodgement;
  std::set<std::string> documents;
  bool crew = false;
  for (const auto& person : lodgement.persons) {
    if (person.surname.empty()) check.error("person.surname_missing", person.place);
    states(check, person);
    days(check, person);
    zone(check, person);
    if (!person.document_number.empty() && !documents.insert(person.document_state.text + "|" + person.document_number.text).second) check.error("person.twice", person.document_number.place, {{"value", person.document_number.text}});
    crew = crew || person.role.text == "crew" || person.role.text == "driver";
  }
  if (lodgement.kind.text == "person_list" && !crew && !lodgement.persons.empty()) check.warn("person.no_crew", lodgement.persons.front().place);
}

}  // namespace onestop::lodging
