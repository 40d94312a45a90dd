#pragma once
// Validation against a folder of schemas, where there is one: libxml2's XSD judge beside our own tables, reported apart.
// Schemas come from the folder and nowhere else; nothing is fetched.
#include <memory>
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
  /// Any number of threads at once: a schema is compiled by whoever first asks for it, while others wait; a compiled one is
  /// only read, and each call has its own document and validation context.
  Findings validate(std::string_view bytes, std::string_view root) const;

 private:
  struct Compiled;
  explicit SchemaFolder(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace onestop::lodging
