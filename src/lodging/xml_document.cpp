#include "lodging/xml_document.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>

namespace onestop::lodging {
namespace {

std::string_view view(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : std::string_view(); }

struct Reading {
  Tree tree;
  xmlParserCtxtPtr parser = nullptr;
  std::vector<std::uint32_t> open;
  std::vector<std::string> texts;  // of the open elements
  std::size_t depth = 0;
  std::optional<Finding> wrong;

  void refuse(std::string code, std::vector<std::pair<std::string, std::string>> with) {
    if (wrong) return;
    wrong = Finding{std::move(code), open.empty() ? "" : tree.path(open.back(), false), 0, 0, std::move(with)};
    wrong->line = static_cast<std::uint32_t>(std::max(0, xmlSAX2GetLineNumber(parser)));
    wrong->column = static_cast<std::uint32_t>(std::max(0, xmlSAX2GetColumnNumber(parser)));
    xmlStopParser(parser);
  }
};

Reading& reading(void* context) { return *static_cast<Reading*>(static_cast<xmlParserCtxtPtr>(context)->_private); }

// Those in which a byte of ASCII is that letter and nothing else, and UTF-16, whose width the first bytes tell.
void on_document(void* context) {
  auto& in = reading(context);
  const auto* stated = in.parser->encoding ? in.parser->encoding : in.parser->input ? in.parser->input->encoding : nullptr;
  if (!stated) return;
  static constexpr std::string_view known[] = {"UTF-8", "UTF8", "US-ASCII", "ASCII", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-", "WINDOWS-125", "CP125", "CP866", "IBM866", "KOI8-", "GB2312", "GBK", "GB18030"};
  std::string named(view(stated));
  for (char& c : named)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  const bool good = std::ranges::any_of(known, [&](std::string_view one) { return one.back() == '-' || one.ends_with("125") ? named.starts_with(one) : named == one; });
  if (!good) in.refuse("xml.encoding", {{"said", named}});
}

void on_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) { reading(context).refuse("xml.doctype", {}); }
void on_entity(void* context, const xmlChar* name, int, const xmlChar*, const xmlChar*, xmlChar*) {
  reading(context).refuse("xml.entity", {{"name", std::string(view(name))}});
}
xmlEntityPtr on_reference(void*, const xmlChar* name) { return xmlGetPredefinedEntity(name); }
xmlParserInputPtr on_outside(void*, const xmlChar*, const xmlChar*) { return nullptr; }

bool within(Reading& in, std::size_t size, std::size_t most, const char* code) {
  if (size <= most) return true;
  in.refuse(code, {{"most", std::to_string(most)}});
  return false;
}

void add_attributes(Reading& in, std::uint32_t part, int count, const xmlChar** attributes) {
  for (int i = 0; i < count; ++i, attributes += 5) {
    const auto size = static_cast<std::size_t>(attributes[4] - attributes[3]);
    if (!within(in, size, XmlLimits::attribute_bytes, "xml.value_too_long")) return;
    if (!within(in, in.tree.parts.size() + 1, XmlLimits::parts, "xml.too_many")) return;
    if (view(attributes[2]) == "http://www.w3.org/2001/XMLSchema-instance") continue;  // hints for a validator, no data
    const auto at = in.tree.add(part, "@" + std::string(view(attributes[0])));
    in.tree.parts[at].attribute = true;
    in.tree.parts[at].space = in.tree.space(view(attributes[2]));
    in.tree.parts[at].line = in.tree.parts[part].line, in.tree.parts[at].column = in.tree.parts[part].column;
    in.tree.set_text(at, std::string_view(reinterpret_cast<const char*>(attributes[3]), size));
  }
}

void on_start(void* context, const xmlChar* name, const xmlChar*, const xmlChar* space, int space_count, const xmlChar** spaces, int attribute_count, int, const xmlChar** attributes) {
  auto& in = reading(context);
  if (in.wrong) return;
  if (!within(in, in.open.size() + 1, XmlLimits::depth, "xml.too_deep")) return;
  if (!within(in, in.tree.parts.size() + 1, XmlLimits::parts, "xml.too_many")) return;
  if (!within(in, view(name).size(), XmlLimits::name_bytes, "xml.name_too_long")) return;
  for (int i = 0; i < space_count; ++i)
    if (!within(in, view(spaces[2 * i + 1]).size(), XmlLimits::name_bytes, "xml.name_too_long")) return;
  const auto part = in.tree.add(in.open.empty() ? 0 : in.open.back(), view(name));
  if (!in.open.empty()) in.tree.parts[in.open.back()].has_parts = true;
  auto& made = in.tree.parts[part];
  made.space = in.tree.space(view(space));
  made.line = static_cast<std::uint32_t>(std::max(0, xmlSAX2GetLineNumber(in.parser)));
  made.column = static_cast<std::uint32_t>(std::max(0, xmlSAX2GetColumnNumber(in.parser)));
  in.open.push_back(part);
  if (in.texts.size() < in.open.size()) in.texts.emplace_back();
  in.texts[in.open.size() - 1].clear();
  add_attributes(in, part, attribute_count, attributes);
}

void on_end(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto& in = reading(context);
  if (in.wrong || in.open.empty()) return;
  const auto part = in.open.back();
  auto& text = in.texts[in.open.size() - 1];
  if (!in.tree.parts[part].has_parts) in.tree.set_text(part, text);
  else if (text.find_first_not_of(" \t\r\n") != text.npos) in.tree.parts[part].mixed = true;
  if (text.capacity() > (1u << 16)) std::string().swap(text);
  in.open.pop_back();
}

void on_text(void* context, const xmlChar* text, int size) {
  auto& in = reading(context);
  if (in.wrong || in.open.empty()) return;
  auto& kept = in.texts[in.open.size() - 1];
  if (!within(in, kept.size() + static_cast<std::size_t>(size), XmlLimits::value_bytes, "xml.value_too_long")) return;
  kept.append(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
}

bool about_encoding(int code) {
  return code == XML_ERR_UNKNOWN_ENCODING || code == XML_ERR_UNSUPPORTED_ENCODING || code == XML_ERR_INVALID_ENCODING || code == XML_ERR_ENCODING_NAME ||
         code == XML_I18N_NO_HANDLER || code == XML_I18N_CONV_FAILED || code == XML_I18N_EXCESS_HANDLER || code == XML_ERR_INVALID_CHAR || code == XML_ERR_MISSING_ENCODING;
}

void on_error(void* context, xmlErrorPtr error) {
  auto& in = reading(context);
  if (in.wrong || !error) return;
  // What no entity declares and a prefix that nothing binds are errors that libxml2 would live with.
  const bool fatal = error->level == XML_ERR_FATAL || error->code == XML_NS_ERR_UNDEFINED_NAMESPACE || error->code == XML_WAR_UNDECLARED_ENTITY || error->code == XML_ERR_UNDECLARED_ENTITY || about_encoding(error->code);
  if (!fatal) return;
  std::string said = error->message ? error->message : "";
  while (!said.empty() && (said.back() == '\n' || said.back() == ' ')) said.pop_back();
  in.wrong = Finding{about_encoding(error->code) ? "xml.encoding" : "xml.syntax", in.open.empty() ? "" : in.tree.path(in.open.back(), false), static_cast<std::uint32_t>(std::max(0, error->line)), static_cast<std::uint32_t>(std::max(0, error->int2)), {{"said", said}}};
  xmlStopParser(in.parser);
}

xmlSAXHandler handler() {
  xmlSAXHandler out;
  std::memset(&out, 0, sizeof out);
  out.initialized = XML_SAX2_MAGIC;
  out.startDocument = on_document;
  out.internalSubset = on_doctype;
  out.externalSubset = on_doctype;
  out.entityDecl = on_entity;
  out.getEntity = on_reference;
  out.resolveEntity = on_outside;
  out.startElementNs = on_start;
  out.endElementNs = on_end;
  out.characters = on_text;
  out.ignorableWhitespace = on_text;
  out.cdataBlock = on_text;
  out.serror = on_error;
  return out;
}

bool compressed(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b") || bytes.starts_with("PK\x03\x04") || bytes.starts_with("x\x01") || bytes.starts_with("x\x5e") || bytes.starts_with("x\x9c") || bytes.starts_with("x\xda") || bytes.starts_with("BZh") || bytes.starts_with("\xfd" "7zXZ") || bytes.starts_with("\x28\xb5\x2f\xfd");
}

}  // namespace

std::expected<Tree, Finding> read_xml(std::string_view bytes) {
  if (bytes.empty()) return std::unexpected(Finding{"text.empty", "", 0, 0, {}});
  if (compressed(bytes)) return std::unexpected(Finding{"text.compressed", "", 0, 0, {}});
  if (bytes.size() > XmlLimits::text_bytes) return std::unexpected(Finding{"text.too_large", "", 0, 0, {{"most", std::to_string(XmlLimits::text_bytes)}, {"size", std::to_string(bytes.size())}}});
  if (auto costly = refuse_costly(bytes)) return std::unexpected(std::move(*costly));
  static std::once_flag once;
  std::call_once(once, [] { xmlInitParser(); });
  const std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxtPtr)> parser(xmlCreateMemoryParserCtxt(bytes.data(), static_cast<int>(bytes.size())), xmlFreeParserCtxt);
  if (!parser) return std::unexpected(Finding{"xml.syntax", "", 0, 0, {{"said", "no memory for the parser"}}});
  Reading in;
  in.parser = parser.get();
  auto sax = handler();
  xmlSAXHandler* own = parser->sax;
  parser->sax = &sax;
  parser->_private = &in;
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_NOCDATA);
  sax = handler();  // the options replaced some of the functions
  xmlParseDocument(parser.get());
  parser->sax = own;
  if (in.wrong) return std::unexpected(std::move(*in.wrong));
  if (!parser->wellFormed || in.tree.parts.empty() || !in.open.empty()) return std::unexpected(Finding{"xml.syntax", "", 0, 0, {{"said", "the text ends too early"}}});
  return std::move(in.tree);
}

}  // namespace onestop::lodging
