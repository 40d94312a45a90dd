// A rule set as the file that reads back as the same one.
#include "wire/channel_yaml.h"

namespace onestop::wire {
namespace {

/// In double quotes: every text is then a text, whatever it looks like. What YAML forbids or what would not be seen is escaped.
std::string in_quotes(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool second_control = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    const bool byte_order_mark = text.substr(i).starts_with("\xef\xbb\xbf");
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += text[i];
    } else if (byte == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += std::string("\\x") + digits[byte >> 4] + digits[byte & 15];
    } else if (second_control) {
      const auto point = static_cast<unsigned char>(text[++i]);
      out += std::string("\\x") + digits[point >> 4] + digits[point & 15];
    } else if (byte_order_mark) {
      out += "\\uFEFF";
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out + "\"";
}

std::string flow(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const auto& word : words) out += (out.size() == 1 ? "" : ", ") + in_quotes(word);
  return out + "]";
}

class Writer {
 public:
  std::string take() { return std::move(out_); }

  void set(const channel::RuleSet& set) {
    out_ += "rule_sets:\n";
    out_ += "  - state: " + in_quotes(set.state.view()) + "\n";
    line(4, "agency", in_quotes(set.agency.view()));
    line(4, "version", std::to_string(set.version));
    line(4, "random_per_10000", std::to_string(set.random_per_10000));
    line(4, "random_channel", name(set.random_channel));
    line(4, "otherwise", name(set.otherwise));
    if (!set.requirements.empty()) line(4, "requirements", "");
    for (const auto& one : set.requirements) requirement(one);
    if (!set.rules.empty()) line(4, "rules", "");
    for (const auto& one : set.rules) rule(one);
  }

 private:
  template <class E>
  static std::string name(E value) {
    return boost::describe::enum_to_string(value, "");
  }

  void line(std::size_t indent, std::string_view key, const std::string& value) {
    out_ += std::string(indent, ' ') + std::string(key) + ":" + (value.empty() ? "" : " ") + value + "\n";
  }
  void list(std::string_view key, const std::vector<std::string>& words) {
    if (!words.empty()) line(8, key, flow(words));
  }
  void text(std::size_t indent, std::string_view key, const std::string& text) {
    if (!text.empty()) line(indent, key, in_quotes(text));
  }
  void words(std::string_view key, const channel::Words& words) {
    if (words == channel::Words{}) return;
    line(8, key, "");
    text(10, "en", words.en);
    text(10, "ru", words.ru);
    text(10, "kk", words.kk);
    text(10, "ky", words.ky);
  }

  void requirement(const channel::Requirement& one) {
    out_ += "      - code: " + in_quotes(one.code.view()) + "\n";
    list("commodities", one.commodities);
    list("origins", one.origins);
    list("types", one.types);
    if (one.by_quantity) line(8, "by_quantity", "true");
    words("what", one.what);
    words("todo", one.todo);
    text(8, "provision", one.provision);
  }

  void rule(const channel::Rule& one) {
    out_ += "      - code: " + in_quotes(one.code.view()) + "\n";
    line(8, "channel", name(one.channel));
    if (!one.when.empty()) line(8, "when", "");
    for (const auto& condition : one.when) {
      out_ += "          - { of: " + name(condition.of);
      if (!condition.any.empty()) out_ += ", any: " + flow(condition.any);
      if (condition.limit != 0) out_ += ", limit: " + std::to_string(condition.limit);
      if (!condition.currency.empty()) out_ += ", currency: " + in_quotes(condition.currency.view());
      out_ += " }\n";
    }
    words("why", one.why);
    words("todo", one.todo);
    text(8, "provision", one.provision);
    if (one.from) line(8, "from", to_text(*one.from));
    if (one.until) line(8, "until", to_text(*one.until));
  }

  std::string out_;
};

}  // namespace

std::string to_yaml(const channel::RuleSet& set) {
  Writer writer;
  writer.set(set);
  return writer.take();
}

}  // namespace onestop::wire
