#pragma once
// Validation against a folder of schemas, where there is one: libxml2's XSD judge beside our own tables, reported apart.
// Schemas come from the folder and nowhere else; nothing is fetched.
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "lodging/finding.h"

namespace onestop::lodging {

class SchemaFolder {
 public:
  static Expected<SchemaFolder> open(const std::string& folder);
  ~SchemaFolder();
  SchemaFolder(SchemaFolder&&) noexcept;
  SchemaFolder& operator=(SchemaFolder&&) noexcept;

  /// The findings "schema.broken", each with XPath, line and what libxml2 says; one "schema.absent" (not checked) where no
  /// schema of the folder has this root. The text must have passed `read_xml`, whose limits hold here too.
  /// One thread at a time: schemas are compiled when first asked for.
  Findings validate(std::string_view bytes, std::string_view root);

 private:
  struct Compiled;
  SchemaFolder() = default;
  Compiled* schema_of(std::string_view root);

  std::string folder_;
  std::map<std::string, std::unique_ptr<Compiled>, std::less<>> schemas_;  // by root; null where there is none
};

}  // namespace onestop::lodging
