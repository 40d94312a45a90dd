#pragma once
// Help for who writes the files: the known word that comes closest to an unknown one, and lists of words in sentences.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace onestop::law {

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
int distance(std::string_view a, std::string_view b);

/// The closest of the known words, empty where none is near (at most a third of the letters differ).
std::string closest(std::string_view word, std::span<const std::string> known);

/// What would be right for an unknown word: "did you mean truck? known classes are car, truck".
std::string suggestion(std::string_view word, std::string_view plural, const std::vector<std::string>& known);

/// In small letters, Latin and Cyrillic, so that a search does not depend on them. Text is UTF-8.
std::string folded(std::string_view text);
/// Whether every word (between blanks) of the question stands in the text, in large or small letters.
bool mentions(std::string_view text, std::string_view question);

std::string listed(const std::vector<std::string>& words);  // "car, truck"
std::vector<std::string> texts(const std::vector<Code>& codes);

}  // namespace onestop::law
