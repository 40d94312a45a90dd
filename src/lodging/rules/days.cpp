#include "lodging/rules/check.h"

namespace onestop::lodging {

void check_days(Check& check) {
  const auto& lodgement = check.lodgement;
  constexpr int most_ahead = 60, most_behind = 365;
  const auto expected = day_in(lodgement.expected_day);
  if (lodgement.expected_day.empty() && lodgement.kind.text == "preliminary_information") check.warn("arrival.missing", 0);
  if (lodgement.expected_day.empty() && !lodgement.expected_time.empty()) check.warn("arrival.time_without_day", lodgement.expected_time.place);
  if (expected && *expected < check.today) check.error("arrival.past", lodgement.expected_day.place, {{"value", lodgement.expected_day.text}, {"right", to_text(check.today)}});
  if (expected && expected->number > check.today.number + most_ahead) check.warn("arrival.far", lodgement.expected_day.place, {{"value", lodgement.expected_day.text}, {"right", std::to_string(most_ahead)}});
  for (const auto* at : {&lodgement.message.prepared_at, &lodgement.issued_at, &lodgement.signatory.day}) {
    const auto day = day_in(*at);
    // A day more: clocks east of here are ahead of this one.
    if (day && day->number > check.today.number + 1) check.error("message.future", at->place, {{"value", at->text}});
    if (day && at == &lodgement.message.prepared_at && day->number < check.today.number - most_behind) check.warn("message.old", at->place, {{"value", at->text}});
  }
  for (const auto* until : {&lodgement.signatory.power_until})
    if (const auto day = day_in(*until); day && *day < check.today) check.error("signatory.power_over", until->place, {{"value", until->text}});
  for (const auto& guarantee : lodgement.guarantees)
    if (const auto day = day_in(guarantee.day); day && *day > check.today) check.error("guarantee.future", guarantee.day.place, {{"value", guarantee.day.text}});
}

}  // namespace onestop::lodging
