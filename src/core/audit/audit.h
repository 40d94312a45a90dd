#pragma once
// What happened around the record of crossings that a court, an auditor or a data protection officer asks about: who signed in
// and how, who looked at whose data and why, who changed accounts and rules, what was handed out, who was erased. Facts only;
// nothing here is decided by. Each state's recorder keeps what its own officers did, in one stream a day.
#include <boost/describe.hpp>
#include <string>
#include <variant>
#include <vector>

#include "base/guarded.h"
#include "base/hash.h"
#include "core/crossing/events.h"

namespace onestop::audit {

/// An officer sat down at a desk with a session of his own.
struct SignedIn {
  crossing::By by;      // `basis` is empty
  Code method;          // password, oidc, certificate
  bool second_factor = false;
  Id session;           // names the session in later events; no secret
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (by, method, second_factor, session))

struct SignedOut {
  crossing::By by;
  Id session;
  Code why;             // own_wish, relieved, expired, ended_by_administrator, account_closed
};
BOOST_DESCRIBE_STRUCT(SignedOut, (), (by, session, why))

/// Tries that failed, counted together over a short time so that nobody fills the log.
struct SignInsRefused {
  Id officer;           // none: a name that nobody has
  Code why;             // password, second_factor, desk, paused, closed, appointment
  std::uint32_t times = 1;
};
BOOST_DESCRIBE_STRUCT(SignInsRefused, (), (officer, why, times))

/// An account was made or changed: what changed, never the secret itself.
struct AccountChanged {
  crossing::By by;      // none: the operator at the machine
  Id officer;
  Code what;            // enrolled, title, password, pin, second_factor_on, second_factor_off, recovery_codes, certificate, oidc, closed, opened
  Hash before{}, after{};  // of the account as it was and is, without secrets; zeros where there was none
  PublicKey key{};         // with which the officer's signatures are verified from now on
};
BOOST_DESCRIBE_STRUCT(AccountChanged, (), (by, officer, what, before, after, key))

/// An officer serves at a post in a role from one day up to another.
struct Appointed {
  crossing::By by;      // who asked for it
  Id approved_by;       // the second person, where the law wants two; none otherwise
  Id appointment, officer;
  Code post, state, agency, role;
  Day from{};
  std::optional<Day> until;  // the first day on which it does not hold any more
  bool withdrawn = false;
};
BOOST_DESCRIBE_STRUCT(Appointed, (), (by, approved_by, appointment, officer, post, state, agency, role, from, until, withdrawn))

/// Somebody was shown personal data.
struct PersonalDataViewed {
  crossing::By by;      // `basis` is the provision that lets him see it
  Code about;           // crossing, lodgement, person_search, export, attachment
  Id subject;           // the crossing, the lodgement ...; none for a search
  std::vector<Code> fields;
  Code purpose;         // as the rights name them: control, supervision, audit, statistics, complaint
  std::uint32_t records = 1;
};
BOOST_DESCRIBE_STRUCT(PersonalDataViewed, (), (by, about, subject, fields, purpose, records))

/// The key of a person was destroyed.
struct PersonErased {
  crossing::By by;      // none: by rule, without an officer
  Id person;
  Code ground;          // retention, request, court
};
BOOST_DESCRIBE_STRUCT(PersonErased, (), (by, person, ground))

/// Rules that govern what may be seen or done were put in force: rights, retention, law, channels.
struct RulesChanged {
  crossing::By by;
  std::vector<Id> signed_by;
  Code kind;            // rights, retention, law, channels, switch
  Hash before{}, after{};
  Instant from;
};
BOOST_DESCRIBE_STRUCT(RulesChanged, (), (by, signed_by, kind, before, after, from))

/// Something left the system for somebody: a bundle for a court, an export, a backup.
struct HandedOut {
  crossing::By by;
  Code what;            // evidence, export, backup, archive
  Id subject;           // the crossing; none where it is the whole
  Hash hash{};          // of what was handed out
  std::string to;
};
BOOST_DESCRIBE_STRUCT(HandedOut, (), (by, what, subject, hash, to))

using Event = std::variant<SignedIn, SignedOut, SignInsRefused, AccountChanged, Appointed, PersonalDataViewed, PersonErased, RulesChanged, HandedOut>;

}  // namespace onestop::audit
