#include "lodging/notations.h"
#include "wire/json_document.h"
#include "wire/json_types.h"

namespace onestop::lodging {
namespace {

using wire::JsonDocument;
using wire::JsonNode;

std::string scalar(const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::boolean: return node.boolean ? "true" : "false";
    case JsonNode::Kind::integer: return std::to_string(node.integer);
    case JsonNode::Kind::natural: return std::to_string(node.natural);
    case JsonNode::Kind::real: {
      std::string out;
      wire::write_number(out, node.real);
      return out;
    }
    case JsonNode::Kind::text: return std::string(node.text);
    case JsonNode::Kind::null: case JsonNode::Kind::array: case JsonNode::Kind::object: return {};
  }
  return {};
}

void members(const JsonDocument& document, const JsonNode& node, Tree& tree, std::uint32_t at);

void member(const JsonDocument& document, const JsonNode& node, std::string_view name, Tree& tree, std::uint32_t above, bool alone) {
  const auto part = tree.add(above, name);
  tree.parts[above].has_parts = true;
  tree.parts[part].mixed = alone;
  if (node.kind == JsonNode::Kind::object) {
    tree.parts[part].has_parts = true;
    members(document, node, tree, part);
  } else if (node.kind == JsonNode::Kind::array) {
    for (auto child = node.first; child != 0; child = document.at(child).next) member(document, document.at(child), "item", tree, part, node.count == 1);
  } else {
    tree.set_text(part, scalar(node));
  }
}

void members(const JsonDocument& document, const JsonNode& node, Tree& tree, std::uint32_t at) {
  for (auto child = node.first; child != 0; child = document.at(child).next) {
    const auto& one = document.at(child);
    if (one.kind == JsonNode::Kind::null) continue;
    if (one.kind != JsonNode::Kind::array) {
      member(document, one, one.key, tree, at, false);
      continue;
    }
    for (auto item = one.first; item != 0; item = document.at(item).next) member(document, document.at(item), one.key, tree, at, one.count == 1);
  }
}

void write_object(const Tree& tree, std::uint32_t at, std::size_t depth, std::string& out);

void write_one(const Tree& tree, std::uint32_t at, std::size_t depth, std::string& out) {
  if (tree.parts[at].has_parts) write_object(tree, at, depth, out);
  else wire::write_text(out, tree.text(at));
}

void write_object(const Tree& tree, std::uint32_t at, std::size_t depth, std::string& out) {
  out += '{';
  bool first = true;
  for (auto below = tree.parts[at].first; below; below = tree.parts[below].next) {
    const auto which = tree.ordinal(below);
    if (which > 1) continue;  // stands in the array that the first of its name began
    out += first ? "\n" : ",\n";
    first = false;
    out.append((depth + 1) * 2, ' ');
    wire::write_text(out, tree.parts[below].name);
    out += ": ";
    if (which == 0) {
      write_one(tree, below, depth + 1, out);
      continue;
    }
    out += '[';
    for (auto same = below; same; same = tree.parts[same].next) {
      if (tree.parts[same].name != tree.parts[below].name) continue;
      if (same != below) out += ", ";
      write_one(tree, same, depth + 1, out);
    }
    out += ']';
  }
  if (!first) {
    out += '\n';
    out.append(depth * 2, ' ');
  }
  out += '}';
}

}  // namespace

std::expected<Tree, Finding> read_json_tree(std::string_view bytes) {
  const auto document = JsonDocument::parse(bytes);
  if (!document) return std::unexpected(Finding{"json.wrong", document.error().pointer, 0, 0, {{"said", document.error().detail}}});
  Tree tree;
  tree.arrays = true;
  tree.add(0, "lodgement");
  if (document->root().kind != JsonNode::Kind::object) return std::unexpected(Finding{"json.wrong", "", 0, 0, {{"said", "the text is not an object"}}});
  tree.parts[0].has_parts = true;
  members(*document, document->root(), tree, 0);
  return tree;
}

std::string write_json_tree(const Tree& tree) {
  std::string out;
  if (!tree.parts.empty()) write_object(tree, 0, 0, out);
  return out + "\n";
}

}  // namespace onestop::lodging
