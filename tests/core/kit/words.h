#pragma once
// Any described value as words, with short names in place of identities, and with every code passed through a
// dictionary: so a scenario can be compared, a log printed, and a renamed post's log held against the original.
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <functional>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/crossing/commands.h"
#include "core/crossing/events.h"

namespace onestop::testkit {

template <class E>
const char* enum_word(E value) {
  return boost::describe::enum_to_string(value, "?");
}

struct Dictionary {
  std::function<std::string(const Id&)> id = [](const Id& one) { return to_text(one); };
  std::function<std::string(const Code&)> code = [](const Code& one) { return one.text(); };
  bool digests = true;  // false: hashes, keys and signatures are written as one word, since they hold codes inside
};

template <class T> struct IsVector : std::false_type {};
template <class T> struct IsVector<std::vector<T>> : std::true_type {};
template <class T> struct IsMaybe : std::false_type {};
template <class T> struct IsMaybe<std::optional<T>> : std::true_type {};
template <class T> struct IsGuard : std::false_type {};
template <class T> struct IsGuard<Private<T>> : std::true_type {};
template <class T> struct IsGuard<Personal<T>> : std::true_type {};
template <class T> struct IsDigest : std::false_type {};
template <std::size_t N> struct IsDigest<std::array<unsigned char, N>> : std::true_type {};

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
std::string words(const T& value, const Dictionary& dictionary) {
  if constexpr (std::is_same_v<T, Id>) return value ? dictionary.id(value) : "none";
  else if constexpr (std::is_same_v<T, Code>) return dictionary.code(value);
  else if constexpr (std::is_same_v<T, Instant>) return to_text(value);
  else if constexpr (std::is_same_v<T, std::string>) return value;
  else if constexpr (std::is_same_v<T, bool>) return value ? "yes" : "no";
  else if constexpr (std::is_enum_v<T>) return enum_word(value);
  else if constexpr (std::is_integral_v<T>) return std::to_string(value);
  else if constexpr (IsDigest<T>::value) return dictionary.digests ? to_hex(ByteView(value)) : "digest";
  else if constexpr (IsMaybe<T>::value) return value ? words(*value, dictionary) : "";
  else if constexpr (IsGuard<T>::value) return words(value.reveal(), dictionary);
  else if constexpr (std::is_same_v<T, crossing::Claim>)
    return dictionary.code(value.fact) + (value.side ? std::string("@") + enum_word(*value.side) : "");
  else if constexpr (std::is_same_v<T, crossing::Found>)
    return dictionary.code(value.field) + ":" + value.value;
  else if constexpr (std::is_same_v<T, Money>)
    return std::to_string(value.hundredths) + ":" + dictionary.code(value.currency);
  else if constexpr (std::is_same_v<T, crossing::Covered>)
    return std::string(enum_word(value.scope)) + ":" + words(value.subject, dictionary) + (value.item ? ":" + std::to_string(value.item) : "");
  else if constexpr (IsVector<T>::value) {
    std::string text;
    for (const auto& one : value) text += (text.empty() ? "" : ",") + words(one, dictionary);
    return text;
  } else {
    std::string text;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      text += (text.empty() ? "" : " ") + std::string(member.name) + "=" + words(value.*member.pointer, dictionary);
    });
    return "{" + text + "}";
  }
}

using FieldWords = std::vector<std::pair<std::string, std::string>>;

/// The fields of an event; what stands inside `by` and `act` is listed as if it stood outside.
template <class T>
void list_fields(const T& value, const Dictionary& dictionary, FieldWords& out) {
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    const auto& field = value.*member.pointer;
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (std::is_same_v<F, crossing::By> || std::is_same_v<F, crossing::InspectionAct>) list_fields(field, dictionary, out);
    else out.emplace_back(member.name, words(field, dictionary));
  });
}

std::string name_of(const crossing::Event& event);
std::string name_of(const crossing::Command& command);
FieldWords fields_of(const crossing::Event& event, const Dictionary& dictionary);
/// "HoldPlaced officer=... hold=H1 covers=item:C1:2"
std::string line_of(const crossing::Event& event, const Dictionary& dictionary);

const std::vector<std::string>& event_names();    // in the order of the variant
const std::vector<std::string>& command_names();

}  // namespace onestop::testkit
