#include "lodging/xsd.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
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
  std::unique_ptr<xmlSchema, void (*)(xmlSchemaPtr)> schema{nullptr, xmlSchemaFree};
};

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
  SchemaFolder out;
  out.folder_ = folder;
  return out;
}

SchemaFolder::Compiled* SchemaFolder::schema_of(std::string_view root) {
  if (const auto known = schemas_.find(root); known != schemas_.end()) return known->second.get();
  auto& kept = schemas_[std::string(root)];
  std::string small(root);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::vector<std::filesystem::path> candidates{std::filesystem::path(folder_) / (std::string(root) + ".xsd"), std::filesystem::path(folder_) / (small + ".xsd")};
  std::error_code wrong;
  std::vector<std::filesystem::path> others;
  for (const auto& file : std::filesystem::directory_iterator(folder_, wrong))
    if (file.path().extension() == ".xsd") others.push_back(file.path());
  std::ranges::sort(others);
  candidates.insert(candidates.end(), others.begin(), others.end());
  for (const auto& path : candidates) {
    if (!std::filesystem::exists(path) || !declares(path, root)) continue;
    const std::unique_ptr<xmlSchemaParserCtxt, void (*)(xmlSchemaParserCtxtPtr)> parser(xmlSchemaNewParserCtxt(path.c_str()), xmlSchemaFreeParserCtxt);
    xmlSchemaSetParserStructuredErrors(parser.get(), ignore, nullptr);
    auto compiled = std::make_unique<Compiled>();
    compiled->schema.reset(xmlSchemaParse(parser.get()));
    if (compiled->schema) kept = std::move(compiled);
    break;
  }
  return kept.get();
}

Findings SchemaFolder::validate(std::string_view bytes, std::string_view root) {
  auto* compiled = schema_of(root);
  if (!compiled) return {{"schema.absent", "", 0, 0, {{"name", std::string(root)}, {"folder", folder_}}, Weight::unchecked}};
  Findings out;
  const Document document(xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING), xmlFreeDoc);
  if (!document) return {{"xml.syntax", "", 0, 0, {{"said", "the text is not well-formed"}}}};
  const std::unique_ptr<xmlSchemaValidCtxt, void (*)(xmlSchemaValidCtxtPtr)> judge(xmlSchemaNewValidCtxt(compiled->schema.get()), xmlSchemaFreeValidCtxt);
  xmlSchemaSetValidStructuredErrors(judge.get(), collect, &out);
  const int verdict = xmlSchemaValidateDoc(judge.get(), document.get());
  if (verdict != 0 && out.empty()) out.push_back({"schema.broken", "", 0, 0, {{"said", "libxml2 gives no reason"}}});
  return out;
}

}  // namespace onestop::lodging
