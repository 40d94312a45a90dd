#pragma once
// The lines of the status page that tell of operating: what waits, the database, the processes, what is open and what is not safe.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "server/api/api.h"
#include "server/operate/operation.h"

namespace onestop::server {

/// One of the three.
struct StatusFigure {
  std::string name;
  std::optional<std::int64_t> number = std::nullopt;
  std::optional<std::string> text = std::nullopt;
  std::optional<Instant> at = std::nullopt;
};
BOOST_DESCRIBE_STRUCT(StatusFigure, (), (name, number, text, at))

/// The page has the words for a code; `says` is for whoever reads the answer as it comes. `items` are lines below it that are
/// names and figures only.
struct StatusLine {
  std::string code;
  bool good = true;
  std::string says;
  std::vector<StatusFigure> figures;
  std::vector<std::string> items = {};
};
BOOST_DESCRIBE_STRUCT(StatusLine, (), (code, good, says, figures, items))

StatusFigure figure(std::string name, std::uint64_t number);
StatusFigure figure(std::string name, Instant at);
StatusFigure figure(std::string name, std::string text);

std::vector<StatusLine> operating_lines(Api& api, store::Reader& reader);

/// What the lines and the metrics both show.
struct Waiting {
  store::Backlog live, sandbox;
  std::uint64_t unfollowed = 0;  // events that what follows for firms has not been made of yet
  std::size_t reading = 0;       // lodgements that wait to be read
};
Expected<Waiting> waiting(Api& api, store::Reader& reader);

}  // namespace onestop::server
