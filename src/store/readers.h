#pragma once
// Agencies that read in the database itself (PostgreSQL): a role for each agency of each state, which sees nothing but the
// views of the schema `reading`, and of their rows those that its rights reach. Columns: docs/data-model.md.
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace onestop::store {

/// How far into the rows of one kind a reader sees. Of what bears no agency, `own_agency` reaches as far as `own_state`.
enum class Reach { nothing, own_agency, own_state, both_states };
BOOST_DESCRIBE_ENUM(Reach, nothing, own_agency, own_state, both_states)

struct ReaderRights {
  Code state, agency;
  Reach crossings = Reach::nothing;
  Reach acts = Reach::nothing;        // what officers did, without remarks and without the officer
  Reach work = Reach::nothing;
  Reach stays = Reach::nothing;       // with their minutes and fees
  Reach lodgements = Reach::nothing;  // without what was declared and what channel it was given
  Reach events = Reach::nothing;      // envelopes without bodies
};

/// "onestop_reader_kg_customs".
std::string reader_role(const ReaderRights& reader);

/// Makes or renews roles, views and rights, in one transaction; the same again changes nothing. A reader who is not named
/// any more may not connect to anything of it. A fault in words where a code cannot be part of a name.
Expected<std::string> readers_sql(const std::vector<ReaderRights>& readers);

/// Carries it out as whoever the address names: the owner of the tables with CREATEROLE, or a superuser. Waits for nobody for
/// long, so that a running post goes on, and tries again.
Expected<void> make_readers(const std::string& address, const std::string& sql);

}  // namespace onestop::store
