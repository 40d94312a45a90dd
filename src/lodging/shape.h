#pragma once
// The one description of a format, from which reading, writing, the structural check and the list of unmapped parts all
// come: a table (formats/*.inc) of the parts a message has, how often, of which type, and which member of the model each is.
//
//   format pi_auto_arrive xml PI_AutoArrive        name, notation, root
//   space 1 urn:...                                namespaces by number
//   set kind preliminary_information               what the format itself says
//   1:PI_AutoArrive 1                              part, how often (1 ? * + 2-4), type, "> member"
//     @DocumentModeID 1 =1006814E                  an attribute with a fixed value
//     1:Goods + > consignments[first].items[]      members are looked up from the nearest mapped part; "/" is the root, "../"
//       1:Number 1 integer min=1 > sequence        one up. "parties[role=carrier]" is a list's item that has the role
//       1:Other * ...                              "..." : whatever it holds is not looked into
//     (choice ?                                    a group; its parts are indented as parts are
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lodging/members.h"
#include "lodging/simple_type.h"

namespace onestop::lodging {

struct PathStep {
  enum class Kind { root, up, member, first, each };
  Kind kind = Kind::member;
  const Member* member = nullptr;
  std::vector<std::pair<const Member*, std::string>> is;  // of each: members that tell whose item it is
};

struct Row {
  enum class Kind { part, choice, sequence };
  Kind kind = Kind::part;
  std::string name;
  std::uint16_t space = 0;
  bool attribute = false, opaque = false;
  std::uint32_t low = 1, high = 1;
  std::optional<SimpleType> type;
  std::optional<std::string> fixed;
  std::vector<PathStep> member;
  std::vector<Row> rows;
};

enum class Notation { xml, json, csv };

struct Shape {
  std::string name;
  Notation notation = Notation::xml;
  std::vector<std::string> spaces{""};
  std::vector<std::pair<std::vector<PathStep>, std::string>> sets;
  Row root;
  bool open = false;     // parts that the table does not name are no error
  bool lenient = false;  // real messages break this schema: order, number and unknown parts are warnings
};

/// The table is part of the program: a line that is not understood is a defect and stops it.
Shape read_shape(std::string_view table);

/// The row of that name among `rows` and their groups.
const Row* find_row(const std::vector<Row>& rows, std::string_view name, bool attribute);

}  // namespace onestop::lodging
