#include "kit/words.h"

namespace onestop::testkit {
namespace {

/// The struct's own name, from the compiler, without its namespaces.
template <class T>
std::string type_name() {
  const std::string text = __PRETTY_FUNCTION__;
  const auto at = text.find("T = ") + 4;
  const auto full = text.substr(at, text.find_first_of(";]", at) - at);
  const auto colon = full.rfind(':');
  return colon == std::string::npos ? full : full.substr(colon + 1);
}

template <class Variant>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Variant>>(
      [&](auto one) { names.push_back(type_name<typename decltype(one)::type>()); });
  return names;
}

}  // namespace

const std::vector<std::string>& event_names() {
  static const auto names = names_of<crossing::Event>();
  return names;
}

const std::vector<std::string>& command_names() {
  static const auto names = names_of<crossing::Command>();
  return names;
}

std::string name_of(const crossing::Event& event) { return event_names()[event.index()]; }

std::string name_of(const crossing::Command& command) { return command_names()[command.index()]; }

FieldWords fields_of(const crossing::Event& event, const Dictionary& dictionary) {
  FieldWords out;
  std::visit([&](const auto& one) { list_fields(one, dictionary, out); }, event);
  return out;
}

std::string line_of(const crossing::Event& event, const Dictionary& dictionary) {
  std::string text = name_of(event);
  for (const auto& [name, value] : fields_of(event, dictionary)) text += " " + name + "=" + value;
  return text;
}

}  // namespace onestop::testkit
