#include "lodging/xsd.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace onestop::lodging {
namespace {

std::string_view view(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : std::string_view(); }

// XPath by local names, as our own findings have it.
std::string path_of(const xmlNode* node) {
  if (!node || (node->type != XML_ELEMENT_NODE && node->type != XML_ATTRIBUTE_NODE)) return {};
  if (node->type == XML_ATTRIBUTE_NODE) return path_of(node->parent) + "/@" + std::string(view(node->name));
  std::size_t before = 0;
  bool after = false;
  for (const auto* one = node->prev; one; one = one->prev) before += one->type == XML_ELEMENT_NODE && view(one->name) == view(node->name);
  for (const auto* one = node->next; one && !after; one = one->next) after = one->type == XML_ELEMENT_NODE && view(one->name) == view(node->name);
  auto out = path_of(node->parent) + "/" + std::string(view(node->name));
  if (before || after) out += "[" + std::to_string(before + 1) + "]";
  return out;
}

void collect(void* context, xmlErrorPtr error) {
  auto& findings = *static_cast<Findings*>(context);
  if (!error || findings.size() >= most_findings) return;
  const auto* node = static_cast<const xmlNode*>(error->node);
  std::string said = error->message ? error->message : "";
  while (!said.empty() && (said.back() == '\n' || said.back() == ' ')) said.pop_back();
  findings.push_back({"schema.broken", path_of(node), static_cast<std::uint32_t>(std::max(0, error->line)), 0, {{"said", said}}});
}

void ignore(void*, xmlErrorPtr) {}

using Document = std::unique_ptr<xmlDoc, void (*)(xmlDocPtr)>;
Document parse_file(const std::filesystem::path& path) {
  return Document(xmlReadFile(path.c_str(), nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING), xmlFreeDoc);
}

bool declares(const std::filesystem::path& path, std::string_view root) {
  const auto document = parse_file(path);
  const auto* top = document ? xmlDocGetRootElement(document.get()) : nullptr;
  if (!top || view(top->name) != "schema") return false;
  for (auto* child = top->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE || view(child->name) != "element") continue;
    const std::unique_ptr<xmlChar, void (*)(void*)> name(xmlGetProp(child, reinterpret_cast<const xmlChar*>("name")), xmlFree);
    if (view(name.get()) == root) return true;
  }
  return false;
}

// Only files: what a schema names with "http:" stays unread.
xmlParserInputPtr files_only(const char* url, const char* id, xmlParserCtxtPtr context) { return xmlNoNetExternalEntityLoader(url, id, context); }

}  // namespace

struct SchemaFolder::Compiled {
  using Schema = std::unique_ptr<xmlSchema, void (*)(xmlSchemaPtr)>;
  std::string folder;
  std::mutex compiling;
  std::map<std::string, Schema, std::less<>> schemas;  // by root; null where there is none

  std::vector<std::filesystem::path> candidates(std::string_view root) const;
  xmlSchemaPtr schema_of(std::string_view root);
};

SchemaFolder::SchemaFolder(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
SchemaFolder::~SchemaFolder() = default;
SchemaFolder::SchemaFolder(SchemaFolder&&) noexcept = default;
SchemaFolder& SchemaFolder::operator=(SchemaFolder&&) noexcept = default;

Expected<SchemaFolder> SchemaFolder::open(const std::string& folder) {
  if (!std::filesystem::is_directory(folder)) return fault("there is no folder of schemas at " + folder);
  static std::once_flag once;
  std::call_once(once, [] {
    xmlInitParser();
    xmlSetExternalEntityLoader(files_only);
  });
  auto compiled = std::make_unique<Compiled>();
  compiled->folder = folder;
  return SchemaFolder(std::move(compiled));
}

// The file named after the root first, then all others.
std::vector<std::filesystem::path> SchemaFolder::Compiled::candidates(std::string_view root) const {
  std::string small(root);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::vector<std::filesystem::path> out{std::filesystem::path(folder) / (std::string(root) + ".xsd"), std::filesystem::path(folder) / (small + ".xsd")}, others;
  std::error_code wrong;
  for (const auto& file : std::filesystem::directory_iterator(folder, wrong))
    if (file.path().extension() == ".xsd") others.push_back(file.path());
  std::ranges::sort(others);
  out.insert(out.end(), others.begin(), others.end());
  return out;
}

xmlSchemaPtr SchemaFolder::Compiled::schema_of(std::string_view root) {
  const std::scoped_lock alone(compiling);
  if (const auto known = schemas.find(root); known != schemas.end()) return known->second.get();
  auto& kept = schemas.emplace(std::string(root), Schema(nullptr, xmlSchemaFree)).first->second;
  for (const auto& path : candidates(root)) {
    if (!std::filesystem::exists(path) || !declares(path, root)) continue;
    const std::unique_ptr<xmlSchemaParserCtxt, void (*)(xmlSchemaParserCtxtPtr)> parser(xmlSchemaNewParserCtxt(path.c_str()), xmlSchemaFreeParserCtxt);
    xmlSchemaSetParserStructuredErrors(parser.get(), ignore, nullptr);
    kept.reset(xmlSchemaParse(parser.get()));
    break;
  }
  return kept.get();
}

Findings SchemaFolder::validate(std::string_view bytes, std::string_view root) const {
  auto* schema = compiled_->schema_of(root);
  if (!schema) return {{"schema.absent", "", 0, 0, {{"name", std::string(root)}, {"folder", compiled_->folder}}, Weight::unchecked}};
  Findings out;
  const Document document(xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING), xmlFreeDoc);
  if (!document) return {{"xml.syntax", "", 0, 0, {{"said", "the text is not well-formed"}}}};
  const std::unique_ptr<xmlSchemaValidCtxt, void (*)(xmlSchemaValidCtxtPtr)> judge(xmlSchemaNewValidCtxt(schema), xmlSchemaFreeValidCtxt);
  xmlSchemaSetValidStructuredErrors(judge.get(), collect, &out);
  const int verdict = xmlSchemaValidateDoc(judge.get(), document.get());
  if (verdict != 0 && out.empty()) out.push_back({"schema.broken", "", 0, 0, {{"said", "libxml2 gives no reason"}}});
  return out;
}

}  // namespace onestop::lodging
