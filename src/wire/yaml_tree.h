#pragma once
// YAML as these files use it: maps, lists and scalars with their lines, nothing else. Anchors, aliases, tags, merge
// keys, several documents, repeated keys and other encodings than UTF-8 are refused.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/law/law.h"

namespace onestop::wire {

inline constexpr std::size_t most_yaml_bytes = 1 << 20;   // of one file
inline constexpr std::size_t most_yaml_depth = 16;
inline constexpr std::size_t most_yaml_entries = 4096;    // of one map or list
inline constexpr std::size_t most_findings = 100;         // then the reader stops telling

struct YamlEntry;

struct YamlNode {
  enum class Kind { nothing, scalar, list, map };
  Kind kind = Kind::nothing;
  bool quoted = false;
  int line = 0;
  int column = 0;  // from 1, as the line
  std::string text;
  std::vector<YamlNode> items;                               // of a list
  std::vector<YamlEntry> entries;                            // of a map
};

/// A type of its own: as std::pair<YamlNode, YamlNode> it is incomplete where clang asks for it.
struct YamlEntry {
  YamlNode first;  // the key, a scalar
  YamlNode second;
};

using Findings = std::vector<law::Finding>;

/// The tree of the one document; on failure says why in `findings` and returns a node of kind nothing that stands where it failed.
YamlNode read_yaml(const std::string& file, std::string_view bytes, Findings& findings);

/// "law/a.yaml:12: there is no class "trcuk"\n  would be right: did you mean ..."
std::string to_text(const law::Finding& finding);
std::string to_text(const Findings& findings);

}  // namespace onestop::wire
