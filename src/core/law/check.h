#pragma once
// What can be said of a law before any post is named: every word it uses is declared once, every figure is there.
#include <vector>

#include "core/law/law.h"

namespace onestop::law {

/// At most this many of each, so that every mask of a procedure fits 64 bits.
inline constexpr std::size_t most_agencies = 63, most_roles = 64, most_classes = 24, most_provisions = 4096;

std::vector<Finding> check_law(const Law& law);

/// True for the clauses that rest on a number.
bool has_figure(Clause clause);
/// The unit of that number, in the plural.
const char* unit_of_figure(Clause clause);

const Instrument* find_instrument(const Law& law, const Code& code);
const FactDefinition* find_fact(const Law& law, const Code& code);
const ControlDefinition* find_control(const Law& law, const Code& code);

}  // namespace onestop::law
