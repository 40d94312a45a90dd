#pragma once
// How an answer says that something was not shown, and by which provision.
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/instant.h"

namespace onestop::server {

/// A place of the answer that is empty because whoever asked may not see it, whether or not something stands there.
struct MaskedPlace {
  std::string place;  // "/subjects/1/label"
  std::string field;  // "person.name"
  Code why;           // as right::Hurdle
  Code provision;
};
BOOST_DESCRIBE_STRUCT(MaskedPlace, (), (place, field, why, provision))

struct PurposeView {
  Code code;
  std::string title;
  bool at_the_desk = false;  // taken as said where the vehicle is before the desk
};
BOOST_DESCRIBE_STRUCT(PurposeView, (), (code, title, at_the_desk))

struct DataProvision {
  Code id;
  std::string instrument, article, text;
};
BOOST_DESCRIBE_STRUCT(DataProvision, (), (id, instrument, article, text))

/// The rights in force, as far as they concern whoever asks.
struct RightsView {
  Code code;
  std::string title, hash;
  bool on_record = false;  // put in force by two persons; false: from a file alone
  std::vector<PurposeView> purposes;
  std::vector<Code> may;
  std::vector<DataProvision> provisions;
};
BOOST_DESCRIBE_STRUCT(RightsView, (), (code, title, hash, on_record, purposes, may, provisions))

/// Somebody was shown personal data of a crossing.
struct AccessView {
  Instant at;
  std::string officer;
  Code state, agency, role, desk;
  Code about;
  std::vector<Code> fields;
  Code purpose;
  Code provision;
};
BOOST_DESCRIBE_STRUCT(AccessView, (), (at, officer, state, agency, role, desk, about, fields, purpose, provision))

struct AccessList {
  Id crossing;
  std::vector<AccessView> accesses;  // oldest first
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(AccessList, (), (crossing, accesses, more))

}  // namespace onestop::server
