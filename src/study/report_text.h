#pragma once
// Numbers and words as the report writes them, the same on every machine. Used by the report only.
#include <string>

#include "study/segments.h"

namespace onestop::study {

std::string fixed(double value, int decimals);
std::string minutes(double ms);                          // "12.3"
std::string percent(double share);                       // of 1: "93.3 %"
std::string interval_min(const std::optional<Interval>& of);  // "11.2 to 13.5", "too few"
std::string escaped(std::string_view text);              // for HTML
std::string name_of(Measure measure);
std::string name_of(Dimension dimension);
std::string cell(std::string_view text);                 // a number's <td>
std::string word_cell(std::string_view text);            // a word's <td>, escaped
std::string head_row(std::initializer_list<std::string_view> names);

}  // namespace onestop::study
