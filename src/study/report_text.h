#pragma once
// Numbers and words as the report writes them, the same on every machine. Used by the report only.
#include <string>

#include "study/segments.h"

namespace onestop::study {

std::string fixed(double value, int decimals);
std::string escaped(std::string_view text);              // for HTML
std::string name_of(Measure measure);
std::string name_of(Dimension dimension);
std::string cell(std::string_view text);                 // a number's <td>
std::string word_cell(std::string_view text);            // a word's <td>, escaped

}  // namespace onestop::study
