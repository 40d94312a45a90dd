#include "lodging/xml_document.h"

namespace onestop::lodging {
namespace {

void escape(std::string& out, std::string_view text, bool attribute) {
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"' && attribute) out += "&quot;";
    else if (c == '\r') out += "&#13;";
    else if (attribute && (c == '\n' || c == '\t')) out += c == '\n' ? "&#10;" : "&#9;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
  }
}

std::string prefix(std::uint16_t space) { return space ? std::string(1, static_cast<char>('a' + space - 1)) + ":" : std::string(); }

void write_part(const Tree& tree, std::uint32_t at, std::size_t depth, std::string& out) {
  const auto& part = tree.parts[at];
  const auto name = prefix(part.space) + std::string(part.name);
  out.append(depth * 2, ' ');
  out += "<" + name;
  if (at == 0)
    for (std::size_t i = 1; i < tree.spaces.size(); ++i) {
      out += " xmlns:" + std::string(1, static_cast<char>('a' + i - 1)) + "=\"";
      escape(out, tree.spaces[i], true);
      out += '"';
    }
  bool parts = false;
  for (auto below = part.first; below; below = tree.parts[below].next) {
    const auto& one = tree.parts[below];
    if (!one.attribute) {
      parts = true;
      continue;
    }
    out += " " + std::string(one.name.substr(1)) + "=\"";
    escape(out, tree.text(below), true);
    out += '"';
  }
  if (!parts && part.text_size == 0) {
    out += "/>\n";
    return;
  }
  out += ">";
  if (!parts) escape(out, tree.text(at), false);
  else out += '\n';
  for (auto below = part.first; below; below = tree.parts[below].next)
    if (!tree.parts[below].attribute) write_part(tree, below, depth + 1, out);
  if (parts) out.append(depth * 2, ' ');
  out += "</" + name + ">\n";
}

}  // namespace

std::string write_xml(const Tree& tree) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  if (!tree.parts.empty()) write_part(tree, 0, 0, out);
  return out;
}

}  // namespace onestop::lodging
