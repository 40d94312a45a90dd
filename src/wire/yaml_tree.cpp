#include "wire/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

namespace onestop::wire {
namespace {

struct Refused {
  int line, column;
  std::string wrong, right;
};

enum class Controls { forbidden, allowed };  // what is escaped in quotes may be a control character

/// The number of the line with the first byte that is not well-formed UTF-8 text; 0 where all is well.
int bad_line(std::string_view bytes, Controls controls) {
  const bool strict = controls == Controls::forbidden;
  int line = 1;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    if (c == '\n') ++line;
    if (strict && c < 0x20 && c != '\n' && c != '\r' && c != '\t') return line;
    if (strict && c == 0x7f) return line;
    if (c < 0x80) {
      ++i;
      continue;
    }
    const std::size_t more = c >= 0xf0 && c < 0xf5 ? 3 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xc2 && c < 0xe0 ? 1 : 0;
    if (more == 0 || i + more >= bytes.size()) return line;
    char32_t point = c & (0x3fu >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(bytes[i + k]);
      if ((next & 0xc0) != 0x80) return line;
      point = point << 6 | (next & 0x3f);
    }
    const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
    const bool forbidden = point > 0x10ffff || (point >= 0xd800 && point < 0xe000) || (strict && (point == 0xfeff || (point >= 0x80 && point < 0xa0)));
    if (overlong || forbidden) return line;
    i += more + 1;
  }
  return 0;
}

class Builder : public YAML::EventHandler {
 public:
  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    plain_only(mark, "", anchor);
    YamlNode node;
    node.kind = YamlNode::Kind::nothing;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    put(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{mark.line + 1, mark.column + 1, "an alias", "write the value out"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    plain_only(mark, tag, anchor);
    // The library makes single bytes of "\\N" and "\\_".
    if (bad_line(value, Controls::allowed)) throw Refused{mark.line + 1, mark.column + 1, "an escape that does not come to a character", "the character itself, or \\u and its four digits"};
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.quoted = tag == "!";
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    node.text = value;
    put(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    YamlNode key;
    bool has_key = false;
  };

  static void plain_only(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor) throw Refused{mark.line + 1, mark.column + 1, "an anchor", "write the value out where it is used"};
    if (!tag.empty() && tag != "?" && tag != "!") throw Refused{mark.line + 1, mark.column + 1, "a tag", "a plain value: the key says what it is"};
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    plain_only(mark, tag, anchor);
    if (open_.size() == most_yaml_depth) throw Refused{mark.line + 1, mark.column + 1, "nested too deeply", "at most " + std::to_string(most_yaml_depth) + " levels"};
    Open one;
    one.node.kind = kind;
    one.node.line = mark.line + 1;
    one.node.column = mark.column + 1;
    open_.push_back(std::move(one));
  }

  void close() {
    if (open_.empty()) throw Refused{1, 1, "ends what did not begin", "a map or a list"};
    auto node = std::move(open_.back().node);
    open_.pop_back();
    put(std::move(node));
  }

  void put(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& parent = open_.back();
    if (parent.node.items.size() + parent.node.entries.size() == most_yaml_entries)
      throw Refused{node.line, node.column, "too many entries", "at most " + std::to_string(most_yaml_entries) + " in one list or map"};
    if (parent.node.kind == YamlNode::Kind::list) {
      parent.node.items.push_back(std::move(node));
      return;
    }
    if (!parent.has_key) {
      if (node.kind != YamlNode::Kind::scalar) throw Refused{node.line, node.column, "a key that is not a word", "key: value"};
      if (node.text == "<<") throw Refused{node.line, node.column, "a merge key", "write the entries out"};
      for (const auto& [key, value] : parent.node.entries)
        if (key.text == node.text) throw Refused{node.line, node.column, "key \"" + node.text + "\" is there twice; the first is at line " + std::to_string(key.line), "one entry for each key"};
      parent.key = std::move(node);
      parent.has_key = true;
      return;
    }
    parent.node.entries.emplace_back(std::move(parent.key), std::move(node));
    parent.has_key = false;
  }

  YamlNode root_;
  std::vector<Open> open_;
};

}  // namespace

YamlNode read_yaml(const std::string& file, std::string_view bytes, Findings& findings) {
  const auto refuse = [&](int line, std::string wrong, std::string right, int column = 1) {
    findings.push_back({{file, line}, std::move(wrong), std::move(right)});
    YamlNode node;
    node.line = line;
    node.column = column;
    return node;
  };
  if (bytes.size() > most_yaml_bytes) return refuse(1, "the file has " + std::to_string(bytes.size()) + " bytes", "at most " + std::to_string(most_yaml_bytes));
  if (const int line = bad_line(bytes, Controls::forbidden)) return refuse(line, "bytes that are not plain UTF-8 text", "UTF-8 without a byte order mark and without control characters");
  try {
    std::istringstream stream{std::string(bytes)};
    YAML::Parser parser(stream);
    Builder builder;
    if (!parser.HandleNextDocument(builder)) return refuse(1, "the file is empty", "at least one section");
    Builder second;
    if (parser.HandleNextDocument(second)) return refuse(1, "the file holds several documents", "one document, without ---");
    return builder.take();
  } catch (const Refused& refused) {
    return refuse(refused.line, refused.wrong, refused.right, refused.column);
  } catch (const YAML::Exception& error) {
    return refuse(error.mark.line + 1, "not YAML: " + error.msg, "entries as key: value, lists as - item, indented by spaces", error.mark.column + 1);
  } catch (const std::exception& error) {
    return refuse(1, std::string("not YAML: ") + error.what(), "entries as key: value, lists as - item, indented by spaces");
  }
}

std::string to_text(const law::Finding& finding) {
  std::string text;
  if (!finding.place.file.empty()) text = finding.place.file + ":" + std::to_string(finding.place.line) + ": ";
  return text + finding.wrong + "\n  would be right: " + finding.right + "\n";
}

std::string to_text(const Findings& findings) {
  std::string text;
  for (const auto& finding : findings) text += to_text(finding);
  return text;
}

}  // namespace onestop::wire
