#pragma once
#include <string>
#include <string_view>

namespace onestop::crossing {

/// A plate as it is searched for: Latin capitals and digits only. Cyrillic letters that look like a Latin one become
/// it, others are dropped with spaces and signs. Two plates that look alike fold to the same text.
std::string fold_plate(std::string_view utf8);

}  // namespace onestop::crossing
