#include "lodging/shape.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace onestop::lodging {
namespace {

constexpr std::uint32_t unbounded = UINT32_MAX;

std::string_view next_word(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

class Reader {
 public:
  explicit Reader(std::string_view table) : rest_(table) { advance(); }

  Shape read() {
    for (; more_ && indent_ == 0 && heading(); advance()) {
    }
    const std::vector<const Members*> root{&members_of_lodgement()};
    shape_.root = row(root);
    require(!more_, "more than one root");
    return std::move(shape_);
  }

 private:
  void require(bool holds, std::string_view what) const {
    if (!holds) check(false, (std::string(what) + " in the table of a format: " + std::string(whole_)).c_str());
  }

  void advance() {
    while (!rest_.empty()) {
      const auto end = std::min(rest_.find('\n'), rest_.size());
      whole_ = line_ = rest_.substr(0, end);
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      indent_ = line_.find_first_not_of(' ');
      if (indent_ == line_.npos || line_[indent_] == '#') continue;
      line_.remove_prefix(indent_);
      more_ = true;
      return;
    }
    more_ = false;
  }

  bool heading() {
    auto text = line_;
    const auto word = next_word(text);
    if (word == "format") {
      shape_.name = next_word(text);
      const auto notation = next_word(text);
      shape_.notation = notation == "json" ? Notation::json : notation == "csv" ? Notation::csv : Notation::xml;
    } else if (word == "space") {
      next_word(text);
      shape_.spaces.emplace_back(next_word(text));
    } else if (word == "open") {
      shape_.open = true;
    } else if (word == "lenient") {
      shape_.lenient = true;
    } else if (word == "set") {
      const auto member = next_word(text);
      shape_.sets.emplace_back(path(member, {&members_of_lodgement()}).first, std::string(next_word(text)));
    } else {
      return false;
    }
    return true;
  }

  Row row(const std::vector<const Members*>& contexts) {
    require(more_, "a table without a root");
    const auto indent = indent_;
    Row out;
    auto inner = contexts;
    auto text = line_;
    const auto arrow = text.find(" > ");
    if (arrow != text.npos) {
      auto [steps, type] = path(text.substr(arrow + 3), contexts);
      out.member = std::move(steps);
      if (type) inner.push_back(type);
      text = text.substr(0, arrow);
    }
    name(out, next_word(text));
    occurs(out, next_word(text));
    content(out, text);
    advance();
    while (more_ && indent_ > indent) out.rows.push_back(row(out.kind == Row::Kind::part ? inner : contexts));
    require(out.type || out.fixed || out.opaque || !out.rows.empty(), "a part with neither type nor parts");
    return out;
  }

  void name(Row& out, std::string_view word) {
    if (word == "(choice" || word == "(sequence") {
      out.kind = word == "(choice" ? Row::Kind::choice : Row::Kind::sequence;
      return;
    }
    if (word.starts_with('@')) out.attribute = true;
    const auto colon = word.find(':');
    if (colon != word.npos && colon <= 2) {
      unsigned number = 0;
      std::from_chars(word.data(), word.data() + colon, number);
      require(number < shape_.spaces.size(), "an unknown namespace");
      out.space = static_cast<std::uint16_t>(number);
      word.remove_prefix(colon + 1);
    }
    out.name = word;
  }

  void occurs(Row& out, std::string_view word) {
    if (word == "1") return;
    if (word == "?" || word == "*") out.low = 0;
    if (word == "*" || word == "+") out.high = unbounded;
    if (word == "?" || word == "*" || word == "+") return;
    const auto dash = word.find('-');
    require(dash != word.npos, "not a number of times");
    std::from_chars(word.data(), word.data() + dash, out.low);
    std::from_chars(word.data() + dash + 1, word.data() + word.size(), out.high);
  }

  void content(Row& out, std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (text == "...") out.opaque = true;
    else if (text.starts_with('=')) out.fixed = std::string(text.substr(1));
    else if (!text.empty()) {
      out.type = SimpleType::parse(text);
      require(out.type.has_value(), "a type that is not understood");
    }
  }

  /// The steps, and the members of what they lead to where that has any.
  std::pair<std::vector<PathStep>, const Members*> path(std::string_view text, const std::vector<const Members*>& contexts) {
    std::vector<PathStep> out;
    auto depth = contexts.size() - 1;
    if (text.starts_with('/')) {
      out.push_back({PathStep::Kind::root, nullptr, {}});
      depth = 0;
      text.remove_prefix(1);
    }
    for (; text.starts_with("../"); text.remove_prefix(3)) {
      require(depth > 0, "one up from the root");
      out.push_back({PathStep::Kind::up, nullptr, {}});
      --depth;
    }
    const Members* at = contexts[depth];
    while (!text.empty()) {
      const auto dot = text.find('.'), bracket = text.find('[');
      const auto end = std::min({dot, bracket, text.size()});
      require(at, "a member of a text");
      const auto* member = at->find(text.substr(0, end));
      require(member, "an unknown member");
      text.remove_prefix(end);
      PathStep step{PathStep::Kind::member, member, {}};
      if (text.starts_with('[')) {
        const auto close = text.find(']');
        require(close != text.npos && (member->kind == Member::Kind::many || member->kind == Member::Kind::values), "brackets behind what is no list");
        step.kind = member->kind == Member::Kind::many ? PathStep::Kind::each : PathStep::Kind::member;
        if (text.substr(1, close - 1) == "first") step.kind = PathStep::Kind::first;
        else constants(step, text.substr(1, close - 1));
        text.remove_prefix(close + 1);
      }
      at = member->inner;
      out.push_back(std::move(step));
      if (text.starts_with('.')) text.remove_prefix(1);
    }
    return {std::move(out), at};
  }

  void constants(PathStep& step, std::string_view text) {
    while (!text.empty()) {
      const auto one = text.substr(0, text.find(','));
      text.remove_prefix(std::min(one.size() + 1, text.size()));
      const auto equals = one.find('=');
      require(equals != one.npos && step.member->inner->find(one.substr(0, equals)), "an item by an unknown member");
      step.is.emplace_back(step.member->inner->find(one.substr(0, equals)), std::string(one.substr(equals + 1)));
    }
  }

  std::string_view rest_, line_, whole_;
  std::size_t indent_ = 0;
  bool more_ = false;
  Shape shape_;
};

}  // namespace

Shape read_shape(std::string_view table) { return Reader(table).read(); }

const Row* find_row(const std::vector<Row>& rows, std::string_view name, bool attribute) {
  for (const auto& row : rows) {
    if (row.kind != Row::Kind::part) {
      if (const auto* found = find_row(row.rows, name, attribute)) return found;
    } else if (row.name == name && row.attribute == attribute) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace onestop::lodging
